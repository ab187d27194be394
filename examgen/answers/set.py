"""A finite set of numbers, formulas or words: order does not matter.

A student writes ``{1, 2}``, ``1, 2``, ``x = 1 or x = 2``, ``{1} U {2}``, and ``{}``, ``∅`` or ``none`` for the
empty set. Numbers are compared as a ``number`` is, so that a decimal will do, and formulas of the `symbols` as an
``expression`` is. With ``of: words`` the members are words, in upper or lower case. What is written twice counts
once, unless ``repeats: count`` asks how often each member occurs. All must be right, unless ``partial`` is set: then
the credit is (right members written minus wrong ones) / number of members, not below 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from examgen.answers._entries import ENTRIES
from examgen.answers._forms import decimal_hint, number_forms
from examgen.answers._formula import compare_value, symbols_of
from examgen.answers._listing import slips
from examgen.answers._nothing import is_nothing_written
from examgen.answers._numeric import CANNOT_TELL, precision
from examgen.answers._reading import read_syntax, write_down
from examgen.answers._words import folded, words_in
from examgen.answers.base import (
    RIGHT,
    WRONG,
    Example,
    Interaction,
    Key,
    Option,
    Outcome,
    Spec,
    partly,
    undecided,
    wrong,
)
from examgen.text.chains import label_free
from examgen.text.expr import Expr
from examgen.text.lower import Written
from examgen.text.show import show as shown
from examgen.text.syntax import Binary, Compare, Group, Name, Syntax, Unreadable
from examgen.text.tex import tex as plain_tex
from examgen.text.values import RealSet, Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = {
    **ENTRIES,
    "of": Option("word", "numbers", "what its members are", ("numbers", "words")),
    "repeats": Option(
        "word", "ignore", "whether it counts how often a member is written", ("ignore", "count")
    ),
    "partial": Option("flag", False, "whether right members, less the wrong ones, earn their share"),
}

_JOINING = frozenset({"union", "or", "and"})


def read(text: str, spec: Spec) -> tuple[Written, ...] | tuple[str, ...]:
    """Return the members as they are listed."""
    if is_nothing_written(text) and text.strip() not in symbols_of(spec):
        return ()
    if spec.options.get("of") == "words":
        return words_in(text)
    return tuple(_members(read_syntax(text, spec), spec))


def _members(syntax: Syntax, spec: Spec) -> Iterator[Written]:
    match syntax:
        case Binary(operator=operator, left=left, right=right) if operator in _JOINING:
            yield from _members(left, spec)
            yield from _members(right, spec)
        case Group(bracket="" | "{}" | "[]" | "()" | "row", items=items) if not _is_number(syntax):
            for item in items:
                yield from _members(item, spec)
        case Group() if not _is_number(syntax):
            raise Unreadable("an interval is no list of its members", syntax.start, syntax.end)
        case Name(name="empty"):
            return
        case Compare():
            yield from _members(label_free(syntax, frozenset(symbols_of(spec))), spec)
        case _:
            yield write_down(syntax, spec)


def _is_number(group: Group) -> bool:
    """Whether brackets only hold a number together, as in ``(1 + 2)``."""
    return group.bracket == "()" and len(group.items) == 1 and not isinstance(group.items[0], Group)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Match the members written with those of the key."""
    members = _key_members(key)
    if members is None or not isinstance(given, tuple):
        return WRONG
    counted = spec.options.get("repeats") == "count"
    wanted = members if counted else list(dict.fromkeys(members))
    found, extra, unclear = _matched(wanted, given, spec, counted)
    missing = len(wanted) - found
    if not missing and not extra:
        return undecided(CANNOT_TELL) if unclear else RIGHT
    if unclear:
        return undecided(CANNOT_TELL)
    if not wanted:
        return WRONG
    why = slips(missing, extra, "member")
    return partly(Fraction(found - extra, len(wanted)), why) if spec.options.get("partial") else wrong(why)


def _key_members(key: Key) -> list[Expr | str] | None:
    """Return the members of a key: a finite set of reals, or a list of numbers or of words."""
    if isinstance(key, RealSet):
        points = key.points_or_none
        return None if points is None else list(points)
    if not isinstance(key, tuple):
        return None
    members = [member for member in key if isinstance(member, Expr | str)]
    return (
        [folded(one) if isinstance(one, str) else one for one in members]
        if len(members) == len(key)
        else None
    )


def _matched(
    wanted: Sequence[Expr | str], given: Sequence[object], spec: Spec, counted: bool
) -> tuple[int, int, bool]:
    """Count the members found and the different ones that are none; tell whether one of them can't be judged."""
    left = list(range(len(wanted)))
    met: set[int] = set()
    strange: list[object] = []
    unclear = False
    for one in given:
        verdicts = [_same(member, one, spec) for member in wanted]
        fitting = [at for at, same in enumerate(verdicts) if same]
        free = next((at for at in fitting if at in left), None)
        if free is not None:
            left.remove(free)
            met.add(free)
        elif fitting and not counted:
            continue
        elif not fitting and None in verdicts:
            unclear = True
        else:
            strange.append(one.value if isinstance(one, Written) else one)
    return len(met), len(strange) if counted else len(dict.fromkeys(strange)), unclear


def _same(member: Expr | str, one: object, spec: Spec) -> bool | None:
    if isinstance(member, str) or not isinstance(one, Written):
        return member == one
    return compare_value(member, one, spec, precision(spec)).agrees


def given_value(given: object) -> Value | None:
    """Return the members in the order in which they are written."""
    if not isinstance(given, tuple):
        return None
    values = tuple(one.value if isinstance(one, Written) else one for one in given)
    return values if all(isinstance(one, Expr | str) for one in values) else None


def show(value: Value) -> str:
    """Return the members in braces."""
    if isinstance(value, tuple):
        return "{" + ", ".join(map(shown, value)) + "}"
    return shown(value)


def tex(value: Value, *, decimal_comma: bool = False) -> str:
    """Write it as LaTeX math, in braces."""
    if not isinstance(value, tuple):
        return plain_tex(value, decimal_comma=decimal_comma)
    if not value:
        return r"\emptyset"
    mark = r";\ " if decimal_comma else r",\ "
    return rf"\left\{{{mark.join(plain_tex(member) for member in value)}\right\}}"


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the members exactly and, if they are numbers, as decimals."""
    exact = f"${tex(key, decimal_comma=spec.decimal_comma)}$"
    members = (
        [one for one in key if isinstance(one, Expr) and one.is_number] if isinstance(key, tuple) else []
    )
    if not members or (isinstance(key, tuple) and len(members) < len(key)):
        return (exact,)
    return (exact, *number_forms(RealSet.points(members), spec)[1:])


def how_to_write(spec: Spec) -> str:
    """Say how members are listed."""
    if spec.options.get("of") == "words":
        return "the words in any order, separated by commas; or none"
    example = "{1; 5/2}" if spec.decimal_comma else "{1, 5/2}"
    return f"the members in any order, such as {example}, or none; each exact, {decimal_hint(spec)}"


def examples() -> tuple[Example, ...]:
    """Show lists with and without braces, repeats, members too few and too many, words."""
    counted, shares, words = {"repeats": "count"}, {"partial": True}, {"of": "words"}
    symbols = {"symbols": ["a", "b"], "domain": "positive"}
    return (
        Example("{1, 2}", "{2, 1}", "right"),
        Example("{1, 2}", "2; 1", "right"),
        Example("{1, 2}", "[1, 2]", "right"),
        Example("{1, 2}", "{1, 2, 2}", "right"),
        Example("{1, 2}", "x = 1 or x = 2", "right"),
        Example("{1, 2}", "{1} U {2}", "right"),
        Example("{1, 2}", "A = {1, 2}", "right"),
        Example("{1/3, sqrt(2)}", "1.414, 0.333", "right"),
        Example("{1/3, sqrt(2)}", "{0,333; 1,414}", "right", decimal_comma=True),
        Example("{1, 2}", "{1}", "wrong", "1 is missing"),
        Example("{1, 2}", "{1, 2, 3}", "wrong", "1 member is wrong"),
        Example("{1, 2, 3}", "{1, 2, 4}", "partial", "1 member is wrong, 1 is missing", options=shares),
        Example("{1, 2}", "{1, 4}", "wrong", "1 member is wrong, 1 is missing", options=shares),
        Example("{1, 1, 2}", "1, 2, 1", "right", options=counted),
        Example("{1, 1, 2}", "1, 2", "wrong", "1 is missing", options=counted),
        Example("{1, 2}", "1, 2, 2", "wrong", "1 member is wrong", options=counted),
        Example("{}", "none", "right"),
        Example("{}", "∅", "right"),
        Example("{}", "{0}", "wrong"),
        Example("{1, 2}", "{}", "wrong", "2 are missing"),
        Example("{a + b, 2*a}", "2a, b + a", "right", options=symbols),
        Example("{a/3, b}", "b, 0.333a", "undecided", options=symbols),
        Example("{dropout, early stopping}", "Early stopping, Dropout", "right", options=words),
        Example("{dropout, early stopping}", "{dropout; early stopping}", "right", options=words),
        Example("{dropout, early stopping}", "dropout", "wrong", "1 is missing", options=words),
        Example("{dropout, early stopping}", ",", "unreadable", "no word", options=words),
        Example("{1, 2}", "{1, 2", "unreadable"),
        Example("{1, 2}", "{1, y}", "unreadable"),
        Example("{1, 2}", "[1, 2)", "unreadable", "an interval"),
    )
