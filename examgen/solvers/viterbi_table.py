r"""The recursion of the Viterbi algorithm: the largest probability of a prefix, by its length and its last word.

``P[i][j]`` is the probability of word ``j`` after word ``i``; words are numbered from 0. ``delta_t(j)`` is the largest
probability of a prefix of ``t`` words that ends in ``j``.

Source: Viterbi 1967, "Error bounds for convolutional codes and an asymptotically optimum decoding algorithm".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.solvers.derivation import Derivation, IllPosed
from examgen.solvers.slips import other_than
from examgen.solvers.viterbi_numeric import best_by_last_word
from examgen.text.expr import ONE, ZERO, Expr

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

table = Derivation("viterbi_table.table", inputs="P bos T")


@table.step(
    tex=r"\delta_0(\text{start}) = 1, \quad \delta_t(j) = \max_i P_{ij}\,\delta_{t-1}(i)",
    says="largest probabilities of a prefix of $t$ words by its last word: a row for each $t$, a column for each word",
    numbers="",
)
def delta_table(P: Matrix, bos: Expr, T: Expr) -> Matrix:
    """delta_1 to delta_T."""
    check_model(P)
    return _rows(P, bos, T, lambda before: [max(reached(P, before, j)) for j in range(len(P))])


def _rows(matrix: Matrix, bos: Expr, steps: Expr, following: Callable[[Vector], Sequence[Expr]]) -> Matrix:
    """Go from the start from row to row; the start itself is left out."""
    found = [_start(matrix, bos)]
    for _ in range(length(steps)):
        found.append(tuple(following(found[-1])))
    return tuple(found[1:])


def check_model(matrix: Matrix) -> None:
    """Refuse what is no table of probabilities: a row for each word, each row with the sum 1."""
    for row in matrix:
        if len(row) != len(matrix):
            raise IllPosed("each word needs a row, with a probability for each word")
        if any(entry < 0 for entry in row) or sum(row, start=ZERO) != 1:
            raise IllPosed("the probabilities after a word must add up to 1, none of them negative")


def index(matrix: Matrix, word: Expr) -> int:
    """Return the number of a word, if there is such a word."""
    if not (word.is_integer and 0 <= word < len(matrix)):
        raise IllPosed(f"there is no word {word}: words are numbered from 0 to {len(matrix) - 1}")
    return int(word)


def length(steps: Expr) -> int:
    """Return the number of words of a sentence, if it is one."""
    if not (steps.is_integer and steps >= 1):
        raise IllPosed("there must be at least one word to choose")
    return int(steps)


def _start(matrix: Matrix, bos: Expr) -> Vector:
    first = index(matrix, bos)
    return tuple(ONE if j == first else ZERO for j in range(len(matrix)))


def reached(matrix: Matrix, before: Vector, word: int) -> list[Expr]:
    """Return the probabilities of a word after each word that may stand before it."""
    return [row[word] * score for row, score in zip(matrix, before, strict=True)]


def place(scores: Sequence[Expr], what: str) -> int:
    """Return where the only largest entry stands.

    Raises
    ------
    IllPosed
        If there are several.
    """
    largest = max(scores)
    places = [i for i, score in enumerate(scores) if score == largest]
    if len(places) > 1:
        raise IllPosed(f"words {places[0]} and {places[1]} tie for {what}")
    return places[0]


# Mistakes


@table.mistake(
    of=delta_table, says="took the maximum over the next word instead of the previous one", credit=QUARTER
)
def maximum_over_the_next_word(P: Matrix, bos: Expr, T: Expr, delta_table: Matrix) -> Matrix:
    """delta_t(i) = max over j of P_ij*delta_(t-1)(i)."""
    found = _rows(P, bos, T, lambda before: [max(row) * score for row, score in zip(P, before, strict=True)])
    return other_than(delta_table, found, "both maxima are the same")


@table.mistake(of=delta_table, says="added up over the previous words instead of maximising", credit=QUARTER)
def sum_over_previous_words(P: Matrix, bos: Expr, T: Expr, delta_table: Matrix) -> Matrix:
    """delta_t(j) = sum over i of P_ij*delta_(t-1)(i)."""
    found = _rows(P, bos, T, lambda before: [sum(reached(P, before, j), start=ZERO) for j in range(len(P))])
    return other_than(delta_table, found, "only one word is possible before each word")


@table.mistake(of=delta_table, says="left the probability of the step out", credit=QUARTER)
def step_left_out(P: Matrix, bos: Expr, T: Expr, delta_table: Matrix) -> Matrix:
    """delta_t(j) = max over i of delta_(t-1)(i), from the first row on."""
    first = P[index(P, bos)]
    found = (first, *((max(first),) * len(P) for _ in range(length(T) - 1)))
    return other_than(delta_table, found, "there is only one step")


@table.mistake(of=delta_table, says="took the matrix with rows and columns exchanged", credit=HALF)
def matrix_transposed(P: Matrix, bos: Expr, T: Expr, delta_table: Matrix) -> Matrix:
    """delta_t(j) = max over i of P_ji*delta_(t-1)(i)."""
    found = _rows(
        P, bos, T, lambda before: [max(a * b for a, b in zip(row, before, strict=True)) for row in P]
    )
    return other_than(delta_table, found, "the matrix is symmetric")


@table.mistake(of=delta_table, says="went a step too few: the first row is the start itself", credit=HALF)
def one_step_too_few(P: Matrix, bos: Expr, delta_table: Matrix) -> Matrix:
    """delta_0 to delta_(T - 1)."""
    return other_than(delta_table, (_start(P, bos), *delta_table[:-1]), "no word ever changes")


@table.check(of=delta_table)
def table_by_listing(P: Matrix, bos: Expr, T: Expr) -> list[list[arb]]:
    """Probabilities of all prefixes, the largest one for each last word."""
    return [best_by_last_word(P, bos, t) for t in range(1, int(T) + 1)]
