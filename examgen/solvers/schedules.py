r"""Step sizes for which stochastic gradient descent is proved to converge.

The proof needs steps ``alpha_k > 0`` whose sum is infinite (descent gets everywhere) and whose squares have a
finite sum (the noise dies out). Both are decided by the leading term of ``alpha_k`` for large k, see
`examgen.solvers.growth`; what happens at finitely many k changes neither sum. Symbols but k and p stand for
positive constants.

Source: H. Robbins and S. Monro, "A stochastic approximation method", Annals of Mathematical Statistics 22 (1951);
L. Bottou, F. Curtis and J. Nocedal, SIAM Review 60 (2018), section 4.2.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from fractions import Fraction

from examgen.solvers import schedules_numeric as tried
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.growth import Growth, Unknown, sign_of, sum_converges, unit
from examgen.solvers.numeric import Members
from examgen.solvers.series import leading
from examgen.solvers.slips import other_than
from examgen.text.arithmetic import Undefined
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.values import RealSet, Vector

QUARTER = Fraction(1, 4)
K, P = Expr.symbol("k"), Expr.symbol("p")
SQUARE = Expr.of(2)

conditions = Derivation("schedules.conditions", inputs="schedule schedules family")


class NotPositive(IllPosed):
    """Step sizes that are not positive for large k."""


# One schedule


@conditions.step(
    tex=r"\tilde\alpha_k",
    says="leading term for large k (the ratio to it tends to 1): it decides about both sums",
    numbers="",
)
def leading_term(schedule: Expr) -> Expr:
    """Return what the steps come close to, in ratio, as k grows."""
    growth, coefficient = _decay(schedule)
    return coefficient * growth.expr()


@conditions.step(
    tex=r"\Big[\sum_k \alpha_k = \infty\Big]", says="whether the steps have an infinite sum (integral test)"
)
def infinite_sum(leading_term: Expr) -> bool:
    """Whether the sum of the steps is infinite."""
    return _infinite_sum(leading_term)


@conditions.step(
    tex=r"\Big[\sum_k \alpha_k^2 < \infty\Big]",
    says="whether their squares have a finite sum (integral test)",
)
def finite_squares(leading_term: Expr) -> bool:
    """Whether the sum of the squares is finite."""
    return _finite_squares(leading_term)


@conditions.step(
    tex=r"\Big[\sum_k \alpha_k = \infty \text{ and } \sum_k \alpha_k^2 < \infty\Big]",
    says="both conditions",
    numbers="",
)
def schedule_check(infinite_sum: bool, finite_squares: bool) -> str:
    """Whether a schedule satisfies the conditions or fails one."""
    return _verdict(infinite_sum and finite_squares)


def _verdict(meets: bool) -> str:
    return "satisfies" if meets else "fails"


def meets(schedule: Expr) -> bool:
    """Whether a schedule meets both conditions.

    Raises
    ------
    IllPosed
        If it is not positive for large k, or its decay can't be told.
    """
    return _infinite_sum(schedule) and _finite_squares(schedule)


def _infinite_sum(schedule: Expr) -> bool:
    return not _decided(schedule, _decay(schedule)[0])


def _finite_squares(schedule: Expr) -> bool:
    return _decided(schedule, _decay(schedule)[0] ** SQUARE)


def _decided(schedule: Expr, growth: Growth) -> bool:
    try:
        return sum_converges(growth)
    except Unknown as unknown:
        raise IllPosed(f"it can't be told how fast {schedule} decays: {unknown}") from unknown


def _decay(schedule: Expr) -> tuple[Growth, Expr]:
    """Return growth and coefficient of the leading term of steps that are positive."""
    try:
        growth, coefficient = leading(schedule)
        positive = sign_of(coefficient) > 0
    except Undefined as undefined:
        raise NotPositive(f"{schedule} gives no positive steps for large k") from undefined
    except Unknown as unknown:
        raise IllPosed(f"it can't be told how fast {schedule} decays: {unknown}") from unknown
    if not positive:
        raise NotPositive(f"{schedule} is negative for large k, and step sizes are positive")
    return growth, coefficient


# A list of schedules


@conditions.step(
    tex=r"\tilde\alpha_k",
    says="leading terms of the schedules for large k, in no special order (the ratios to them tend to 1)",
    numbers="",
)
def leading_terms(schedules: Vector) -> Vector:
    """Return what each schedule comes close to, in ratio."""
    return tuple(leading_term(schedule) for schedule in schedules)


@conditions.step(
    tex=r"\Big\{\alpha : \sum_k \alpha_k = \infty \text{ and } \sum_k \alpha_k^2 < \infty\Big\}",
    says="the schedules that meet both conditions",
    numbers="",
)
def valid_schedules(leading_terms: Vector) -> tuple[str, ...]:
    """Return the letters of the schedules that meet both conditions."""
    return _letters(leading_terms, lambda one: _infinite_sum(one) and _finite_squares(one))


def _letters(schedules: Vector, holds: Callable[[Expr], bool]) -> tuple[str, ...]:
    return tuple(letter for letter, one in zip(string.ascii_uppercase, schedules, strict=False) if holds(one))


# A family of powers, and an example


@conditions.step(
    tex=r"s(p)",
    says="exponent s of the decay: the steps are k to the power -s, times logarithms at most",
    numbers="",
)
def decay_exponent(family: Expr) -> Expr:
    """Return s(p) where the steps decay as k^(-s)."""
    growth, _ = _decay(family)
    if any(key > unit(1) for key, _ in growth.parts):
        raise IllPosed(f"{family} is no power of k")
    exponent = -dict(growth.parts).get(unit(1), ZERO)
    if "p" not in exponent.symbols:
        raise IllPosed(f"the exponent of k in {family} does not depend on p")
    start, slope = _line(exponent)
    if slope == 0 or not (slope.is_number and start.is_number) or exponent != slope * P + start:
        raise IllPosed(f"the exponent of k in {family} is not linear in p")
    if any("p" in e.symbols for key, e in growth.parts if key < unit(1)):
        raise IllPosed(f"p stands in more than the exponent of k in {family}")
    return exponent


def _line(exponent: Expr) -> tuple[Expr, Expr]:
    """Return value at 0, and how much more it is at 1."""
    try:
        start, end = (exponent.substitute({"p": one}) for one in (ZERO, ONE))
    except Undefined as undefined:
        raise IllPosed(f"the exponent {exponent} is not linear in p") from undefined
    return start, end - start


@conditions.step(
    tex=r"\left\{ p : \sum_k \alpha_k = \infty \text{ and } \sum_k \alpha_k^2 < \infty \right\}",
    says=r"exponents with an infinite sum of the steps (s at most 1) and a finite sum of their squares (s above 1/2)",
    numbers="",
)
def exponents(family: Expr, decay_exponent: Expr) -> RealSet:
    """Return all p for which both conditions hold; logarithms decide whether an end belongs to them."""
    return _of_exponent(decay_exponent, _summable(family) & _square_summable(family))


def _summable(family: Expr) -> RealSet:
    """Exponents s with an infinite sum of k^(-s), times the logarithms of a family."""
    return RealSet.interval(None, 1, high_closed=not sum_converges(_at_border(family, Fraction(-1))))


def _square_summable(family: Expr) -> RealSet:
    at_border = sum_converges(_at_border(family, Fraction(-1, 2)) ** SQUARE)
    return RealSet.interval(Fraction(1, 2), None, low_closed=at_border)


def _at_border(family: Expr, exponent: Fraction) -> Growth:
    """Return the growth of a family where its power of k has a given exponent."""
    return Growth.of({**dict(_decay(family)[0].parts), unit(1): Expr.of(exponent)})


def _of_exponent(exponent: Expr, wanted: RealSet) -> RealSet:
    """Return where a linear function of p lies in an interval."""
    (piece,) = wanted.pieces
    start, slope = _line(exponent)
    low, high = (None if end is None else (end - start) / slope for end in (piece.low, piece.high))
    if slope > 0:
        return RealSet.interval(low, high, piece.low_closed, piece.high_closed)
    return RealSet.interval(high, low, piece.high_closed, piece.low_closed)


@conditions.step(
    name="example_check",
    tex=r"\alpha_k",
    says="a schedule that meets both conditions",
    numbers="",
)
def example_check() -> Expr:
    """Return one schedule that meets both conditions."""
    return Expr.symbol("C") / K


@conditions.accepts(of=example_check)
def meets_both(given: Expr) -> tuple[bool | None, str]:
    """Judge a schedule of the student's."""
    if "k" not in given.symbols:
        return False, "a constant step: the sum of its squares is infinite"
    try:
        infinite, finite = _infinite_sum(given), _finite_squares(given)
        if infinite and finite:
            return (
                (True, "") if _starts_positive(given) else (None, "some of the first steps are not positive")
            )
    except NotPositive as problem:
        return False, problem.sentence
    except IllPosed as problem:
        return None, problem.sentence
    return False, "the sum of the squares is infinite" if infinite else "the sum of the steps is finite"


def _starts_positive(schedule: Expr) -> bool:
    """Whether the steps are positive from k = 2 to k = 10; at k = 1 a logarithm may be 0."""
    try:
        return all(sign_of(schedule.substitute({"k": Expr.of(k)})) > 0 for k in range(2, 11))
    except ArithmeticError:
        return False


# Mistakes


@conditions.mistake(
    of=schedule_check, says="checked only that the steps have an infinite sum", credit=QUARTER
)
def only_the_sum(infinite_sum: bool, schedule_check: str) -> str:
    """One condition of two."""
    return other_than(schedule_check, _verdict(infinite_sum), "the squares have a finite sum")


@conditions.mistake(of=schedule_check, says="checked only that the squares have a finite sum", credit=QUARTER)
def only_the_squares(finite_squares: bool, schedule_check: str) -> str:
    """One condition of two."""
    return other_than(schedule_check, _verdict(finite_squares), "the steps have an infinite sum")


@conditions.mistake(of=schedule_check, says="took a constant, small enough step to be sufficient")
def constant_will_do(schedule: Expr) -> str:
    """Constant and small enough."""
    if "k" in schedule.symbols:
        raise NotApplicable("the step is not constant")
    return _verdict(True)


@conditions.mistake(
    of=valid_schedules, says="checked only that the steps have an infinite sum", credit=QUARTER
)
def only_the_sums(leading_terms: Vector, valid_schedules: tuple[str, ...]) -> tuple[str, ...]:
    """One condition of two."""
    found = _letters(leading_terms, _infinite_sum)
    return other_than(valid_schedules, found, "the squares of all these have a finite sum")


@conditions.mistake(
    of=valid_schedules, says="checked only that the squares have a finite sum", credit=QUARTER
)
def only_the_sums_of_squares(leading_terms: Vector, valid_schedules: tuple[str, ...]) -> tuple[str, ...]:
    """One condition of two."""
    found = _letters(leading_terms, _finite_squares)
    return other_than(valid_schedules, found, "all these have an infinite sum")


@conditions.mistake(
    of=valid_schedules, says="took a constant, small enough step to be sufficient", credit=QUARTER
)
def constants_counted(leading_terms: Vector, valid_schedules: tuple[str, ...]) -> tuple[str, ...]:
    """Constant steps as well."""
    found = _letters(leading_terms, lambda one: "k" not in one.symbols or meets(one))
    return other_than(valid_schedules, found, "no step is constant")


@conditions.mistake(of=exponents, says="asked only that the steps have an infinite sum", credit=QUARTER)
def sum_only(family: Expr, decay_exponent: Expr) -> RealSet:
    """One end only."""
    return _of_exponent(decay_exponent, _summable(family))


@conditions.mistake(of=exponents, says="asked only that the squares have a finite sum", credit=QUARTER)
def squares_only(family: Expr, decay_exponent: Expr) -> RealSet:
    """Only the other end."""
    return _of_exponent(decay_exponent, _square_summable(family))


def _with_ends(family: Expr, decay_exponent: Expr, low: bool, high: bool) -> RealSet:
    """Return the exponents with the other verdict about the exponent 1/2, the exponent 1, or both."""
    (piece,) = (_summable(family) & _square_summable(family)).pieces
    ends = (piece.low_closed != low, piece.high_closed != high)
    return _of_exponent(decay_exponent, RealSet.interval(piece.low, piece.high, *ends))


@conditions.mistake(
    of=exponents,
    says="misjudged the end at which the squares are like 1/k (a harmonic series)",
    credit=QUARTER,
)
def end_of_squares(family: Expr, decay_exponent: Expr) -> RealSet:
    """[1/2, 1] for (1/2, 1]."""
    return _with_ends(family, decay_exponent, low=True, high=False)


@conditions.mistake(
    of=exponents, says="misjudged the end at which the steps are like 1/k (a harmonic series)", credit=QUARTER
)
def end_of_sum(family: Expr, decay_exponent: Expr) -> RealSet:
    """(1/2, 1) for (1/2, 1]."""
    return _with_ends(family, decay_exponent, low=False, high=True)


@conditions.mistake(of=exponents, says="misjudged both ends, at which one of the series is harmonic")
def both_ends(family: Expr, decay_exponent: Expr) -> RealSet:
    """[1/2, 1) for (1/2, 1]."""
    return _with_ends(family, decay_exponent, low=True, high=True)


@conditions.mistake(of=exponents, says="reversed the sign of the exponent", credit=QUARTER)
def exponent_reversed(exponents: RealSet, family: Expr, decay_exponent: Expr) -> RealSet:
    """Exponents for which 1/alpha_k meets the conditions."""
    return _of_exponent(-decay_exponent, _summable(family) & _square_summable(family))


@conditions.mistake(of=exponents, says="took the condition on the squares for one on the steps (1 < s)")
def squares_not_squared(family: Expr, decay_exponent: Expr) -> RealSet:
    """Exponents with a finite sum of the steps."""
    return _of_exponent(decay_exponent, _summable(family).complement())


# Checks: the decay is measured far out, where the logarithm of the logarithm of k is large as well


@conditions.check(of=infinite_sum)
def measured_sum(schedule: Expr) -> bool:
    """Measured decay of the steps."""
    return not tried.converges(schedule)


@conditions.check(of=finite_squares)
def measured_squares(schedule: Expr) -> bool:
    """Measured decay of the squares."""
    return tried.converges(schedule, power=2)


@conditions.check(of=schedule_check)
def measured_verdict(schedule: Expr) -> str:
    """Measured decay of steps and squares."""
    return "satisfies" if tried.meets(schedule) else "fails"


@conditions.check(of=valid_schedules)
def measured_schedules(schedules: Vector) -> tuple[str, ...]:
    """Measured decay of each schedule."""
    return tuple(chr(65 + at) for at, schedule in enumerate(schedules) if tried.meets(schedule))


@conditions.check(of=exponents)
def measured_exponents(family: Expr) -> Members:
    """Measured decay at many exponents."""
    halves = tuple(Fraction(n, 4) for n in range(-8, 9))
    return Members(lambda p: tried.meets(family, {"p": p}), points=halves)
