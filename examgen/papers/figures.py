"""A figure's options with an instance's values: formulas are evaluated, texts are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from examgen.bank.model import Figure, Text
from examgen.bank.template import fill
from examgen.solvers.exact import exact
from examgen.text.diagnostic import Refused
from examgen.text.formulas import compile_formula
from examgen.text.place import Place


def evaluated(figure: Figure, scope: Mapping[str, object]) -> dict[str, object]:
    """Evaluate a figure's options.

    A text is a formula over the question's parameters; ``{text: ...}`` is TeX to be filled in like a stem;
    lists and mappings are evaluated entry by entry.

    Raises
    ------
    Refused
        At the figure's place in the bank, for a formula or text that fails.
    """
    return {name: _evaluated(option, scope, figure.place) for name, option in figure.options.items()}


def _evaluated(option: object, scope: Mapping[str, object], place: Place) -> object:
    if option is None or isinstance(option, bool):
        return option
    if isinstance(option, str):
        return _formula(option, scope, place)
    if isinstance(option, int | Fraction):
        return exact(option)
    if isinstance(option, list | tuple):
        return tuple(_evaluated(entry, scope, place) for entry in option)
    if isinstance(option, Mapping):
        return _mapping(option, scope, place)
    raise Refused(f"a figure can't use '{option}'", place=place)


def _mapping(option: Mapping[str, object], scope: Mapping[str, object], place: Place) -> object:
    if set(option) == {"text"} and isinstance(option["text"], str):
        return fill(Text(option["text"], place), scope)
    return {name: _evaluated(entry, scope, place) for name, entry in option.items()}


def _formula(option: str, scope: Mapping[str, object], place: Place) -> object:
    try:
        return exact(compile_formula(option, place).evaluate(scope))
    except (ArithmeticError, LookupError, TypeError) as error:
        raise Refused(f"the figure's option '{option}' has no value: {error}", place=place) from None
