r"""A piece of code: matched with wordings, run on hidden cases, or marked by a person.

With ``accept:`` it is a short call. Wordings that say the same are right, whatever their quotes, spaces,
semicolons, imports, aliases and the name that takes the result; anything else goes to a person:

```yaml
answer: {kind: code, accept: ["x.to('cuda')", "x.to(device)", "x.cuda()"]}
```

With ``cases:`` it is a program in Python, with NumPy's notation. It is run in a sandbox on cases that no paper
prints, 1 second and 64 MB each, 5 seconds in all; the first case that fails is shown to the student. What is no
Python, does not end in time, or uses what the sandbox does not know goes to a person. The key is a program that
passes (``correct:``, or a step that returns its text); `examgen check` runs it at the published values and at every
draw, which certifies the cases and the program by one another.

```yaml
answer:
  kind: code
  function: f                    # its name; any, where a program defines only one
  arguments: [x]                 # what it is called with, in order; all that is given, if not said
  cases:                         # formulas over parameters and steps
    - {given: {x: -2, alpha: alpha}, expect: -2*alpha}
    - {each: {x: x}, given: {alpha: alpha}, expect: forward_values}  # a case for every entry of x
  correct: "def f(x): return x if x > 0 else alpha*x"
```

Whatever is ``given`` has its value under its name, argument or not. Numbers in rows are arrays of floats; of whole
numbers where ``integers:`` names them. ``cases:`` may also be the name of a step: a list of pairs of what is given
(a record, or the arguments in order) and what is expected. A case of a second function names it: ``function: g``.
The bare body of a function will do, and ``f(x) = ...`` too.

A script is not called but run as it stands, and leaves ``results:``. A dot makes an attribute, and what is to be
left starts as zeros, so that code may add to it:

```yaml
answer:
  kind: code
  cases:
    given: {L.value: L, A.value: A, B.value: B, out.grad: grad_out}
    results: {L.grad: grad_input, A.grad: grad_scale, B.grad: grad_shift}
  correct: |
    L.grad += out.grad * A.value
    A.grad += (out.grad * (L.value + B.value)).sum(axis=(0, 1, 2))
    B.grad += (out.grad * A.value).sum(axis=(0, 1, 2))
```

A part with a ``rubric:`` is marked by a person. If it has cases too, its code is run all the same, and what came of
it stands beside the answer in the review table.

NumPy's notation is an array class of ours that runs in the sandbox: broadcasting, slices as views, masks and index
arrays, ``axis=`` and ``keepdims=``, ``@``, ``einsum``, some hundred functions. Numbers are compared with a relative
tolerance of 1e-6; the cases hold exact values.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from keyword import iskeyword

from examgen.answers._code_cases import Case, Task
from examgen.answers._code_running import Ran, ran
from examgen.answers._code_wording import same
from examgen.answers.base import (
    RIGHT,
    Example,
    Interaction,
    Key,
    Option,
    Outcome,
    Spec,
    is_blank,
    partly,
    undecided,
    wrong,
)
from examgen.sandbox.reading import NotPythonError
from examgen.sandbox.reading import read as parse
from examgen.text.syntax import Unreadable
from examgen.text.values import Value

interaction = Interaction.FREE
rubric = False
or_by_hand = True
"""A part that has a rubric, or no key, is marked by a person."""


@dataclass(frozen=True, slots=True)
class _Cases(Option):
    """Cases with their values, as a record holds them; a bank writes them as formulas."""

    def settle(self, value: object) -> object:
        """Return the cases.

        Raises
        ------
        ValueError
            If they are none.
        """
        if value is None:
            return None
        if not isinstance(value, list | tuple) or not value:
            raise ValueError("expects a list of cases, as {given: {x: 2}, expect: 4}")
        for one in value:
            Case.of(one)
        return tuple(value)


@dataclass(frozen=True, slots=True)
class _Names(Option):
    """Names as Python knows them."""

    def settle(self, value: object) -> object:
        """Return the checked names.

        Raises
        ------
        ValueError
            If one is none.
        """
        found = Option.settle(self, value)
        for name in found if isinstance(found, tuple) else [found]:
            if name and not (str(name).isidentifier() and not iskeyword(str(name))):
                raise ValueError(f"expects names as in Python, and '{name}' is none")
        return found


options: dict[str, Option] = {
    "accept": Option("names", (), "wordings that are right; other answers go to a person"),
    "function": _Names("word", "", "name of the function that the cases call"),
    "arguments": _Names("names", (), "what it is called with, in order"),
    "integers": _Names("names", (), "lists whose entries are whole numbers, as indices"),
    "partial": Option("flag", False, "whether each case earns its share; else all must pass"),
    "cases": _Cases("cases", None, "what the code is given, and what it must return or leave"),
}


def read(text: str, spec: Spec) -> str:
    """Return the text as written, without blank lines before it and space after it; indentation stays."""
    kept = text.rstrip().lstrip("\r\n")
    if is_blank(kept):
        raise Unreadable("nothing is written", 0, len(text))
    if not any(character.isalnum() for character in kept):
        raise Unreadable("there is no code in it", 0, len(text))
    return kept


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Match it with the wordings, else run it on the cases."""
    if not isinstance(given, str):
        return undecided("this is no code")
    accept = spec.options.get("accept") or ()
    wordings = [
        *(accept if isinstance(accept, tuple | list) else ()),
        *([key] if isinstance(key, str) else ()),
    ]
    if any(same(given, str(one)) for one in wordings):
        return RIGHT
    try:
        task = task_of(spec)
    except ValueError as error:
        return undecided(f"the cases cannot be run: {error}")
    if task is None:
        return undecided(
            "this is none of the wordings that are known to be right" if wordings else "marked by a person"
        )
    return _outcome(given, task, bool(spec.options.get("partial")))


def task_of(spec: Spec) -> Task | None:
    """Return what programs must do, if there are cases."""
    cases = spec.options.get("cases")
    if not isinstance(cases, tuple | list) or not cases:
        return None
    arguments, integers = (
        tuple(map(str, _listed(spec.options.get(name)))) for name in ("arguments", "integers")
    )
    return Task(str(spec.options.get("function") or ""), arguments, integers, tuple(map(Case.of, cases)))


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()


def _outcome(text: str, task: Task, partial: bool) -> Outcome:
    try:
        found = ran(parse(text), task)
    except NotPythonError as error:
        line = f" at line {error.line}" if error.line else ""
        return undecided(f"this is no Python that could be run{line}: {error.message}")
    except ValueError as error:
        return undecided(f"the cases cannot be run: {error}")
    return _verdict(found, partial)


def _verdict(found: tuple[Ran, ...], partial: bool) -> Outcome:
    open_ones = [one for one in found if one.passed is None]
    failed = [one for one in found if one.passed is False]
    if open_ones:
        return undecided(open_ones[0].why)
    if not failed:
        return RIGHT
    passed = len(found) - len(failed)
    why = failed[0].why if len(found) == 1 else f"{failed[0].why} ({passed} of {len(found)} cases pass)"
    return partly(Fraction(passed, len(found)), why) if partial else wrong(why)


def given_value(given: object) -> Value | None:
    """Return the program itself: as a key it is what a solution prints."""
    return given if isinstance(given, str) else None


def show(value: Value) -> str:
    """Return the program."""
    return str(value)


_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "'": r"\textquotesingle{}",
    '"': r"\textquotedbl{}",
    ".": r".\allowbreak{}",
}


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the key, and the other wordings that count."""
    accept = [str(one) for one in _listed(spec.options.get("accept"))]
    return tuple(_printed(one) for one in dict.fromkeys([str(key), *accept]))


def _printed(code: str) -> str:
    return r"\\ ".join(rf"\texttt{{{_escaped(line)}}}" for line in code.splitlines())


def _escaped(line: str) -> str:
    indent = len(line) - len(line.lstrip())
    line = line[indent:]
    return "~" * indent + "".join(_SPECIAL.get(one, f"\\{one}" if one in "&%$#_{}" else one) for one in line)


def how_to_write(spec: Spec) -> str:
    """Say what is wanted."""
    task = task_of(spec)
    if spec.options.get("accept"):
        return "one call, as it is typed"
    if task is None:
        return "a few lines of code"
    if task.is_script:
        return "a few lines of Python"
    return f"a function {task.function or 'f'}({', '.join(task.names(task.cases[0]))}) in Python"


_LEAKY = "def leaky(x, alpha): return x if x > 0 else alpha*x"
_TENTH = Fraction(1, 10)
_RUN = {
    "function": "leaky",
    "cases": [
        {"given": {"x": 3, "alpha": _TENTH}, "expect": 3},
        {"given": {"x": -2, "alpha": _TENTH}, "expect": -2 * _TENTH},
    ],
}
_BODY = {**_RUN, "arguments": ["x"]}
_ADD = "A.grad += (G * L).sum(axis=0)"
_SCRIPT = {
    "cases": [{"given": {"G": [[1, 2], [0, 1]], "L": [[2, 3], [4, 1]]}, "results": {"A.grad": [2, 7]}}]
}
_PICK = {
    "function": "f",
    "integers": ["k"],
    "cases": [{"given": {"x": [5, 6], "k": [1, 0]}, "expect": [6, 5]}],
}


def examples() -> tuple[Example, ...]:
    """Wordings, functions, scripts."""
    accept = {"accept": ["x.to('cuda')", "x.cuda()"]}
    return (
        Example("x.to('cuda')", 'x = x.to(device="cuda");', "right", options=accept),
        Example("x.to('cuda')", "x.cuda( )", "right", options=accept),
        Example("x.to('cuda')", "x.gpu()", "undecided", "none of the wordings", accept),
        Example("x.to('cuda')", "??", "unreadable", options=accept),
        Example(_LEAKY, "leaky = lambda x, a: max(a * x, x)", "right", options=_RUN),
        Example(_LEAKY, "y = x if x > 0 else 0.1*x", "right", options=_BODY),
        Example(_LEAKY, "def f(x, alpha): return max(0, x)", "wrong", "for x = -2, alpha = 0.1 your", _RUN),
        Example(_LEAKY, "def f(x, a): return y", "wrong", "stops at line 1: NameError", _RUN),
        Example(_LEAKY, "return x if x > 0, otherwise a*x", "undecided", "no Python", _BODY),
        Example(_LEAKY, "return x", "partial", "(1 of 2 cases pass)", {**_BODY, "partial": True}),
        Example("def f(x, k): return x[k]", "f(x, k) = [x[i] for i in k]", "right", options=_PICK),
        Example(_ADD, "A.grad = np.einsum('ij,ij->j', G, L)", "right", options=_SCRIPT),
        Example(
            _ADD, "A.grad += G.sum(axis=0)", "wrong", "A.grad is [1, 3] after your code; [2, 7]", _SCRIPT
        ),
    )
