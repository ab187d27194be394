"""Counting the word sequences of a given length that begin with the start token.

Two readings: the start token is an ordinary word afterwards, or it never comes again.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.slips import other_than
from examgen.text.expr import ONE, Expr

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

WORDS, LENGTH = Expr.symbol("N"), Expr.symbol("T")

SMALL = tuple((n, t) for n in (2, 3, 4) for t in (1, 2, 3, 4, 5))
"""Sizes at which the sequences are listed one by one."""

sequences = Derivation("sequences", inputs="N T")


@sequences.step(tex=r"N \cdot N \cdots N", says="one factor for each word after the start token")
def count_formula() -> Expr:
    """Count in symbols, the start token being an ordinary word."""
    return WORDS**LENGTH


@sequences.step(tex=r"N^T", says="count for these sizes")
def count(N: Expr, T: Expr) -> Expr:
    """Sequences of T words out of N."""
    return _posed(N, 1) ** _posed(T, 0)


@sequences.step(
    tex=r"(N - 1) \cdot (N - 1) \cdots (N - 1)",
    says="the same with a word less to choose from, where the start token never comes again",
)
def count_no_repeat_formula() -> Expr:
    """Count in symbols, without the start token."""
    return (WORDS - 1) ** LENGTH


@sequences.step(tex=r"(N - 1)^T", says="count for these sizes, without the start token")
def count_no_repeat(N: Expr, T: Expr) -> Expr:
    """Sequences of T words out of N - 1."""
    return (_posed(N, 1) - 1) ** _posed(T, 0)


def _posed(number: Expr, least: int) -> Expr:
    if number.is_number and not (number.is_integer and number >= least):
        raise IllPosed(f"the sizes must be whole numbers, and this one at least {least}")
    return number


@sequences.mistake(of=count_formula, says="exchanged base and exponent", credit=QUARTER, name="exchanged")
def formula_exchanged() -> Expr:
    """T^N."""
    return LENGTH**WORDS


@sequences.mistake(
    of=count_formula, says="chose the start token as well", credit=HALF, name="one_factor_more"
)
def formula_with_start() -> Expr:
    """N^(T + 1)."""
    return WORDS ** (LENGTH + 1)


@sequences.mistake(
    of=count_formula, says="multiplied the number of words by the length", credit=Fraction(0), name="product"
)
def formula_product() -> Expr:
    """N*T."""
    return WORDS * LENGTH


@sequences.mistake(
    of=count_formula, says="left the start token out of the choice", credit=HALF, name="excluded"
)
def formula_without_start() -> Expr:
    """(N - 1)^T."""
    return (WORDS - 1) ** LENGTH


@sequences.mistake(of=count, says="exchanged base and exponent", credit=QUARTER)
def count_exchanged(N: Expr, T: Expr, count: Expr) -> Expr:
    """T^N."""
    return other_than(count, T**N, "both powers are the same")


@sequences.mistake(of=count, says="chose the start token as well", credit=HALF)
def count_one_factor_more(N: Expr, T: Expr, count: Expr) -> Expr:
    """N^(T + 1)."""
    return other_than(count, N ** (T + 1), "there is only one word")


@sequences.mistake(of=count, says="let no word come twice", credit=QUARTER)
def count_without_repeats(N: Expr, T: Expr, count: Expr) -> Expr:
    """N!/(N - T)!."""
    return other_than(count, _falling(N, T), "a single word can't come twice")


@sequences.mistake(of=count, says="multiplied the number of words by the length")
def count_product(N: Expr, T: Expr, count: Expr) -> Expr:
    """N*T."""
    return other_than(count, N * T, "power and product are the same")


@sequences.mistake(of=count, says="left the start token out of the choice", credit=HALF)
def count_without_start(N: Expr, T: Expr, count: Expr) -> Expr:
    """(N - 1)^T."""
    return other_than(count, (N - 1) ** T, "there is nothing to choose")


@sequences.mistake(
    of=count_no_repeat_formula, says="let the start token come again", credit=HALF, name="start_kept"
)
def formula_with_start_again() -> Expr:
    """N^T."""
    return WORDS**LENGTH


@sequences.mistake(
    of=count_no_repeat_formula,
    says="left the start token out of one choice only",
    credit=QUARTER,
    name="excluded_once",
)
def formula_excluded_once() -> Expr:
    """(N - 1)*N^(T - 1)."""
    return (WORDS - 1) * WORDS ** (LENGTH - 1)


@sequences.mistake(of=count_no_repeat, says="let the start token come again", credit=HALF)
def count_with_start_again(N: Expr, T: Expr, count_no_repeat: Expr) -> Expr:
    """N^T."""
    return other_than(count_no_repeat, N**T, "there is nothing to choose")


@sequences.mistake(of=count_no_repeat, says="left the start token out of one choice only", credit=QUARTER)
def count_excluded_once(N: Expr, T: Expr, count_no_repeat: Expr) -> Expr:
    """(N - 1)*N^(T - 1)."""
    return other_than(count_no_repeat, (N - 1) * N ** (T - 1), "there is only one choice")


def _falling(words: Expr, length: Expr) -> Expr:
    if not (words.is_integer and length.is_integer):
        raise NotApplicable("a factorial of letters")
    if length > words:
        raise NotApplicable("there are not enough different words")
    found = ONE
    for k in range(int(length)):
        found = found * (words - k)
    return found


@sequences.twin(of=count_formula)
def formula_by_listing() -> Iterator[tuple[dict[str, int], int]]:
    """Sequences listed one by one."""
    return (({"N": n, "T": t}, len(list(product(range(n), repeat=t)))) for n, t in SMALL)


@sequences.twin(of=count_no_repeat_formula)
def no_repeat_formula_by_listing() -> Iterator[tuple[dict[str, int], int]]:
    """Sequences listed one by one, those with the start token thrown away."""
    for n, t in SMALL:
        listed = product(range(n), repeat=t)
        yield {"N": n, "T": t}, sum(1 for words in listed if 0 not in words)


@sequences.check(of=count)
def count_by_last_word(N: Expr, T: Expr) -> int | Expr:
    """Extend sequences by one word at a time, counted by their last word."""
    return _extended(N, T, again=True)


@sequences.check(of=count_no_repeat)
def no_repeat_by_last_word(N: Expr, T: Expr) -> int | Expr:
    """Extend sequences by one word at a time, never by the start token."""
    return _extended(N, T, again=False)


def _extended(words: Expr, length: Expr, again: bool) -> int | Expr:
    if not (words.is_number and length.is_number):
        return _by_logarithm(words if again else words - 1, length)
    size, steps = numeric.whole(words), numeric.whole(length)
    ending = [1] + [0] * (size - 1)
    for _ in range(steps):
        total = sum(ending)
        ending = [total if again or word > 0 else 0 for word in range(size)]
    return sum(ending)


def _by_logarithm(words: Expr, length: Expr) -> Expr:
    """Multiply as many equal factors as a letter says: the exponential of a sum of logarithms."""
    from examgen.text.functions import exp, log

    return Expr.of(exp(length * log(words)))
