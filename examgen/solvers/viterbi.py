r"""The most likely sentence of a first-order Markov language model, by dynamic programming.

The recursion is `examgen.solvers.viterbi_table`, time and memory are `examgen.solvers.viterbi_counts`. Here the
sentence is read off the table by back-pointers, and compared with that of `examgen.solvers.viterbi_greedy`.

``P[i][j]`` is the probability of word ``j`` after word ``i``; words are numbered from 0.

Source: Viterbi 1967, "Error bounds for convolutional codes and an asymptotically optimum decoding algorithm".
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed
from examgen.solvers.slips import other_than, where_posed
from examgen.solvers.viterbi_counts import counts
from examgen.solvers.viterbi_greedy import greedy, greedy_probability
from examgen.solvers.viterbi_numeric import most_likely, probability
from examgen.solvers.viterbi_table import place, reached, table
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import log

if TYPE_CHECKING:
    from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

viterbi = Derivation("viterbi", inputs="P bos T N").include(table)


@viterbi.step(
    tex=r"w_T^* = \mathrm{arg\,max}_j\, \delta_T(j)",
    says="last word: where the last row is largest",
    numbers="",
)
def last_word(delta_table: Matrix) -> Expr:
    """Index of the largest entry of delta_T."""
    return Expr.of(place(delta_table[-1], f"the best sentence of {len(delta_table)} words"))


@viterbi.step(
    tex=r"a_t(j) = \mathrm{arg\,max}_i\, P_{ij}\,\delta_{t-1}(i)",
    says=r"back-pointers for $t = 2, \dots, T$, a column for each word that can follow some word",
    numbers="",
)
def back_pointers(P: Matrix, delta_table: Matrix) -> Matrix:
    """Best words before, for each step from 2 on and each word with a column other than zero.

    Where a word can't stand at a place, its pointer there is 0.
    """
    return tuple(
        tuple(_pointer(P, before, j, t) for j in followers(P)) for t, before in enumerate(delta_table[:-1], 2)
    )


@viterbi.step(
    tex=r"w_t^* = a_{t+1}(w_{t+1}^*)", says="the other words, from the last one backwards", numbers=""
)
def best_sequence(P: Matrix, last_word: Expr, back_pointers: Matrix) -> Vector:
    """Words of the most likely sentence."""
    columns = followers(P)
    found = [last_word]
    for row in reversed(back_pointers):
        if int(found[-1]) not in columns:
            raise IllPosed(f"word {found[-1]} never follows another word")
        found.append(row[columns.index(int(found[-1]))])
    return tuple(reversed(found))


@viterbi.step(
    tex=r"p(\mathbf{w}_{1:T}^*) = \max_j \delta_T(j)",
    says="its probability: the largest entry of the last row",
    numbers="",
)
def best_probability(delta_table: Matrix) -> Expr:
    """Largest entry of delta_T."""
    return max(delta_table[-1])


@viterbi.step(tex=r"\ln p(\mathbf{w}_{1:T}^*)", says="its log-likelihood")
def best_log_likelihood(best_probability: Expr) -> Expr:
    """Natural logarithm of the probability."""
    found: Expr = log(best_probability)
    return found


def followers(matrix: Matrix) -> list[int]:
    """Return the words that can follow some word: the columns that hold more than zeros."""
    return [j for j in range(len(matrix)) if any(row[j] != 0 for row in matrix)]


def _pointer(matrix: Matrix, before: Vector, word: int, step: int) -> Expr:
    scores = reached(matrix, before, word)
    if max(scores) == 0:
        return ZERO  # the word can't stand there: no pointer is better than another
    return Expr.of(place(scores, f"the place before word {word} at place {step}"))


viterbi.include(greedy)


# Mistakes


@viterbi.mistake(
    of=back_pointers,
    says="took the pointers from the row of the step itself, not from the one before",
    credit=HALF,
)
@where_posed
def pointers_from_the_same_row(P: Matrix, delta_table: Matrix, back_pointers: Matrix) -> Matrix:
    """a_t(j) = argmax over i of P_ij*delta_t(i)."""
    found = tuple(
        tuple(_pointer(P, row, j, t) for j in followers(P)) for t, row in enumerate(delta_table[1:], 2)
    )
    return other_than(back_pointers, found, "both rows give the same pointers")


@viterbi.mistake(of=back_pointers, says="left the probabilities of the earlier words out", credit=QUARTER)
@where_posed
def pointers_without_the_past(P: Matrix, delta_table: Matrix, back_pointers: Matrix) -> Matrix:
    """a_t(j) = argmax over i of P_ij."""
    row = tuple(_pointer(P, (ONE,) * len(P), j, 1) for j in followers(P))
    found = (row,) * (len(delta_table) - 1)
    return other_than(back_pointers, found, "the earlier words don't matter")


@viterbi.mistake(of=last_word, says="gave the most likely word of the first step", credit=Fraction(0))
@where_posed
def last_word_of_the_first_row(delta_table: Matrix, last_word: Expr) -> Expr:
    """Place of the largest entry of delta_1."""
    found = Expr.of(place(delta_table[0], "the first word"))
    return other_than(last_word, found, "both rows are largest at the same word")


@viterbi.mistake(
    of=best_sequence, says="took the most likely next word each time (greedy decoding)", credit=QUARTER
)
@where_posed
def greedy_for_best(greedy_sequence: Vector, best_sequence: Vector) -> Vector:
    """Words of greedy decoding."""
    return other_than(best_sequence, greedy_sequence, "greedy decoding finds the best sequence")


@viterbi.mistake(
    of=best_sequence, says="took the largest entry of every row, without the back-pointers", credit=QUARTER
)
@where_posed
def largest_of_every_row(delta_table: Matrix, best_sequence: Vector) -> Vector:
    """w_t = argmax of delta_t."""
    found = tuple(Expr.of(place(row, f"word number {t}")) for t, row in enumerate(delta_table, 1))
    return other_than(best_sequence, found, "the largest entries lie on one path")


@viterbi.mistake(of=best_sequence, says="gave the words in reverse order", credit=HALF)
def words_reversed(best_sequence: Vector) -> Vector:
    """From the last word to the first."""
    return other_than(best_sequence, best_sequence[::-1], "the sentence reads the same backwards")


@viterbi.mistake(
    of=best_probability, says="added up the last row instead of taking its maximum", credit=QUARTER
)
def last_row_added_up(delta_table: Matrix, best_probability: Expr) -> Expr:
    """Sum of delta_T."""
    return other_than(best_probability, sum(delta_table[-1], start=ZERO), "one entry alone is positive")


@viterbi.mistake(of=best_log_likelihood, says="took the logarithm to base 2", credit=HALF)
def binary_logarithm(best_log_likelihood: Expr) -> Expr:
    """log2 of the probability."""
    binary: Expr = best_log_likelihood / log(2)
    return other_than(best_log_likelihood, binary, "the sentence is certain")


@viterbi.mistake(of=best_log_likelihood, says="lost the sign of the logarithm", credit=HALF)
def logarithm_without_sign(best_log_likelihood: Expr) -> Expr:
    """Minus the log-likelihood."""
    return other_than(best_log_likelihood, -best_log_likelihood, "the sentence is certain")


@viterbi.mistake(of=greedy_probability, says="gave the probability of the best sentence", credit=Fraction(0))
def best_for_greedy(delta_table: Matrix, greedy_probability: Expr) -> Expr:
    """Largest entry of delta_T."""
    return other_than(greedy_probability, max(delta_table[-1]), "greedy decoding finds the best sequence")


viterbi.include(counts)


# Checks: all sentences, listed


@viterbi.check(of=last_word)
def last_word_by_listing(P: Matrix, bos: Expr, T: Expr) -> int:
    """Last word of the most likely sequence."""
    return most_likely(P, bos, int(T))[-1]


@viterbi.check(of=back_pointers)
def pointers_by_listing(P: Matrix, bos: Expr, T: Expr) -> list[list[int]]:
    """Last word but one of the most likely prefix that ends in each word."""
    columns = [j for j in range(len(P)) if any(row[j] != 0 for row in P)]
    return [[most_likely(P, bos, t, j)[-2] for j in columns] for t in range(2, int(T) + 1)]


@viterbi.check(of=best_sequence)
def sequence_by_listing(P: Matrix, bos: Expr, T: Expr) -> list[int]:
    """Most likely of all sequences."""
    return most_likely(P, bos, int(T))


@viterbi.check(of=best_probability)
def probability_by_listing(P: Matrix, bos: Expr, T: Expr) -> arb:
    """Probability of the most likely of all sequences."""
    return probability(P, bos, most_likely(P, bos, int(T)))


@viterbi.check(of=best_log_likelihood)
def log_likelihood_by_listing(P: Matrix, bos: Expr, T: Expr) -> arb:
    """Logarithms of the steps of the most likely of all sequences, added up."""
    steps = [int(bos), *most_likely(P, bos, int(T))]
    return sum((numeric.real(P[i][j]).log() for i, j in pairwise(steps)), arb(0))
