from __future__ import annotations

import pytest

from examgen.render.key_view import _decimals, _terminates
from examgen.text.expr import Expr
from examgen.text.functions import sqrt
from examgen.text.values import Interval, RealSet, Value

QUARTER, THIRD = Expr.of(1) / 4, Expr.of(1) / 3


@pytest.mark.parametrize(
    ("value", "ends"),
    [
        (QUARTER, True),
        (THIRD, False),
        (sqrt(2), False),
        ((QUARTER, Expr.of(2)), True),
        ((QUARTER, THIRD), False),
        (RealSet.point(QUARTER), True),
        (RealSet((Interval(QUARTER, None, False, False),)), True),
        (RealSet((Interval(Expr.of(0), THIRD, False, False),)), False),
    ],
)
def test_decimals_that_are_the_whole_value_stand_behind_an_equals_sign(value: Value, ends: bool) -> None:
    assert _terminates(value) is ends
    shown = _decimals(value, comma=False)
    assert shown is not None
    assert shown.startswith("= " if ends else r"\approx ")
