r"""Time and memory of the Viterbi algorithm and of a search through all sentences, in symbols and for numbers.

``N`` words, sentences of ``T`` words.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation
from examgen.solvers.slips import other_than
from examgen.text.expr import Expr

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

WORDS, LENGTH = Expr.symbol("N"), Expr.symbol("T")

Sizes: TypeAlias = Iterator[tuple[dict[str, int], int]]

counts = Derivation("viterbi_counts.counts", inputs="T N")


@counts.step(
    tex=r"T \cdot N \cdot N", says="work: each of the $T$ steps forms the products of all pairs of words"
)
def time() -> Expr:
    """Order of the time."""
    return LENGTH * WORDS**2


@counts.step(tex=r"T \cdot N^2", says="products in all steps")
def product_count(N: Expr, T: Expr) -> Expr:
    """Products P_ij*delta(i)."""
    return T * N**2


@counts.step(tex=r"T \cdot N", says="memory: each of the $T$ steps keeps a back-pointer for each word")
def space() -> Expr:
    """Order of the space."""
    return LENGTH * WORDS


@counts.step(tex=r"T \cdot N", says="back-pointers of all steps")
def stored_pointers(N: Expr, T: Expr) -> Expr:
    """Back-pointers stored."""
    return T * N


@counts.step(
    tex=r"T \cdot N^T",
    says="work of the naive search: $T$ factors for each of the $N^T$ sentences",
    numbers="",
)
def naive_cost() -> Expr:
    """Order of the time of scoring every sequence from scratch."""
    return LENGTH * WORDS**LENGTH


@counts.step(tex=r"N^T", says="sentences that the naive search scores")
def naive_count(N: Expr, T: Expr) -> Expr:
    """Sequences of T words."""
    return N**T


# Mistakes


@counts.mistake(of=time, says="gave the time of the naive search", name="time_of_naive_search")
def exponential_time() -> Expr:
    """N^T."""
    return WORDS**LENGTH


@counts.mistake(of=time, says="forgot the maximum over the previous words", credit=QUARTER)
def maximum_for_free() -> Expr:
    """T*N."""
    return LENGTH * WORDS


@counts.mistake(of=time, says="counted one step only", credit=QUARTER)
def time_of_one_step() -> Expr:
    """N^2."""
    return WORDS**2


@counts.mistake(of=product_count, says="forgot the maximum over the previous words", credit=QUARTER)
def words_for_pairs(N: Expr, T: Expr, product_count: Expr) -> Expr:
    """T*N."""
    return other_than(product_count, T * N, "there is only one word")


@counts.mistake(of=product_count, says="left out the first step", credit=HALF)
def products_of_later_steps(N: Expr, T: Expr) -> Expr:
    """(T - 1)*N^2."""
    return (T - 1) * N**2


@counts.mistake(of=space, says="gave the size of the matrix", credit=QUARTER)
def matrix_for_space() -> Expr:
    """N^2."""
    return WORDS**2


@counts.mistake(of=stored_pointers, says="left out the first step", credit=HALF)
def pointers_of_later_steps(N: Expr, T: Expr) -> Expr:
    """(T - 1)*N."""
    return (T - 1) * N


@counts.mistake(of=stored_pointers, says="gave the size of the matrix", credit=QUARTER)
def matrix_for_pointers(N: Expr, T: Expr, stored_pointers: Expr) -> Expr:
    """N^2."""
    return other_than(stored_pointers, N**2, "there are as many steps as words")


@counts.mistake(of=naive_cost, says="took the naive search to be polynomial")
def naive_polynomial() -> Expr:
    """T*N^2."""
    return LENGTH * WORDS**2


@counts.mistake(of=naive_cost, says="exchanged base and exponent", credit=QUARTER)
def naive_exchanged() -> Expr:
    """T^N."""
    return LENGTH**WORDS


@counts.mistake(of=naive_count, says="exchanged base and exponent", credit=QUARTER)
def count_exchanged(N: Expr, T: Expr, naive_count: Expr) -> Expr:
    """T^N."""
    return other_than(naive_count, T**N, "both powers are the same")


@counts.mistake(of=naive_count, says="multiplied the number of words by the length")
def count_as_product(N: Expr, T: Expr, naive_count: Expr) -> Expr:
    """N*T."""
    return other_than(naive_count, N * T, "power and product are the same")


# Checks: what is counted is listed, or met in loops


@counts.check(of=product_count)
def products_counted(N: Expr, T: Expr) -> int:
    """Loops over steps and pairs of words."""
    return _loops(T, N, N)


@counts.check(of=stored_pointers)
def pointers_counted(N: Expr, T: Expr) -> int:
    """Loops over steps and words."""
    return _loops(T, N)


@counts.check(of=naive_count)
def sequences_counted(N: Expr, T: Expr) -> int:
    """Extend sequences by one word at a time."""
    total = 1
    for _ in range(numeric.whole(T)):
        total = sum(total for _ in range(numeric.whole(N)))
    return total


def _loops(*sizes: Expr) -> int:
    return sum(1 for _ in product(*(range(numeric.whole(size)) for size in sizes)))


@counts.twin(of=time)
def time_counted() -> Sizes:
    """Products formed by the loops."""
    for n, t in _sizes():
        yield {"N": n, "T": t}, len([1 for _ in range(t) for _ in range(n) for _ in range(n)])


@counts.twin(of=space)
def space_counted() -> Sizes:
    """Places of the table of back-pointers."""
    for n, t in _sizes():
        yield {"N": n, "T": t}, sum(len([0] * n) for _ in range(t))


@counts.twin(of=naive_cost)
def naive_cost_counted() -> Sizes:
    """Factors met when every sequence is scored from scratch."""
    for n, t in _sizes():
        yield {"N": n, "T": t}, sum(len(words) for words in product(range(n), repeat=t))


def _sizes() -> Iterator[tuple[int, int]]:
    return ((n, t) for n in (2, 3, 4) for t in (1, 2, 3, 4))
