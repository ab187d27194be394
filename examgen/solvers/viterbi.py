r"""The most likely sentence of a first-order Markov language model, by dynamic programming.

``P[i][j]`` is the probability of word ``j`` after word ``i``; words are numbered from 0. ``delta_t(j)`` is the largest
probability of a prefix of ``t`` words that ends in ``j``.

Source: Viterbi 1967, "Error bounds for convolutional codes and an asymptotically optimum decoding algorithm".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, TypeAlias

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed
from examgen.solvers.slips import other_than, where_posed
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import log
from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

WORDS, LENGTH = Expr.symbol("N"), Expr.symbol("T")

Sizes: TypeAlias = Iterator[tuple[dict[str, int], int]]

MANY = 4096
"""Sequences that a check lists at most; for more of them it runs backwards instead."""

viterbi = Derivation("viterbi", inputs="P bos T N")


@viterbi.step(
    tex=r"\delta_0(\text{start}) = 1, \quad \delta_t(j) = \max_i P_{ij}\,\delta_{t-1}(i)",
    says="largest probabilities of a prefix of $t$ words by its last word: a row for each $t$, a column for each word",
    numbers="",
)
def delta_table(P: Matrix, bos: Expr, T: Expr) -> Matrix:
    """delta_1 to delta_T."""
    _markov(P)
    found = [_start(P, bos)]
    for _ in range(_length(T)):
        found.append(tuple(max(_reached(P, found[-1], j)) for j in range(len(P))))
    return tuple(found[1:])


@viterbi.step(
    tex=r"w_T^* = \mathrm{arg\,max}_j\, \delta_T(j)",
    says="last word: where the last row is largest",
    numbers="",
)
def last_word(delta_table: Matrix) -> Expr:
    """Index of the largest entry of delta_T."""
    return Expr.of(_place(delta_table[-1], f"the best sentence of {len(delta_table)} words"))


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


@viterbi.step(
    tex=r"\bar w_t = \mathrm{arg\,max}_j\, P_{\bar w_{t-1}\,j}",
    says="sentence that takes the most likely next word each time",
    numbers="",
)
def greedy_sequence(P: Matrix, bos: Expr, T: Expr) -> Vector:
    """Words of greedy decoding."""
    _markov(P)
    at, found = _index(P, bos), []
    for t in range(1, _length(T) + 1):
        at = _place(P[at], f"the most likely word number {t}")
        found.append(Expr.of(at))
    return tuple(found)


@viterbi.step(tex=r"p(\bar{\mathbf{w}}_{1:T}) = \prod_t P_{\bar w_{t-1}\,\bar w_t}", says="its probability")
def greedy_probability(P: Matrix, bos: Expr, greedy_sequence: Vector) -> Expr:
    """Product of the largest entries of the rows visited."""
    found, at = ONE, int(bos)
    for word in greedy_sequence:
        found, at = found * P[at][int(word)], int(word)
    return found


@viterbi.step(
    tex=r"T \cdot N \cdot N", says="work: each of the $T$ steps forms the products of all pairs of words"
)
def time() -> Expr:
    """Order of the time."""
    return LENGTH * WORDS**2


@viterbi.step(tex=r"T \cdot N^2", says="products in all steps")
def product_count(N: Expr, T: Expr) -> Expr:
    """Products P_ij*delta(i)."""
    return T * N**2


@viterbi.step(tex=r"T \cdot N", says="memory: each of the $T$ steps keeps a back-pointer for each word")
def space() -> Expr:
    """Order of the space."""
    return LENGTH * WORDS


@viterbi.step(tex=r"T \cdot N", says="back-pointers of all steps")
def stored_pointers(N: Expr, T: Expr) -> Expr:
    """Back-pointers stored."""
    return T * N


@viterbi.step(
    tex=r"T \cdot N^T",
    says="work of the naive search: $T$ factors for each of the $N^T$ sentences",
    numbers="",
)
def naive_cost() -> Expr:
    """Order of the time of scoring every sequence from scratch."""
    return LENGTH * WORDS**LENGTH


@viterbi.step(tex=r"N^T", says="sentences that the naive search scores")
def naive_count(N: Expr, T: Expr) -> Expr:
    """Sequences of T words."""
    return N**T


def followers(matrix: Matrix) -> list[int]:
    """Return the words that can follow some word: the columns that hold more than zeros."""
    return [j for j in range(len(matrix)) if any(row[j] != 0 for row in matrix)]


def _markov(matrix: Matrix) -> None:
    for row in matrix:
        if len(row) != len(matrix):
            raise IllPosed("each word needs a row, with a probability for each word")
        if any(entry < 0 for entry in row) or sum(row, start=ZERO) != 1:
            raise IllPosed("the probabilities after a word must add up to 1, none of them negative")


def _index(matrix: Matrix, word: Expr) -> int:
    if not (word.is_integer and 0 <= word < len(matrix)):
        raise IllPosed(f"there is no word {word}: words are numbered from 0 to {len(matrix) - 1}")
    return int(word)


def _length(steps: Expr) -> int:
    if not (steps.is_integer and steps >= 1):
        raise IllPosed("there must be at least one word to choose")
    return int(steps)


def _start(matrix: Matrix, bos: Expr) -> Vector:
    first = _index(matrix, bos)
    return tuple(ONE if j == first else ZERO for j in range(len(matrix)))


def _reached(matrix: Matrix, before: Vector, word: int) -> list[Expr]:
    return [row[word] * score for row, score in zip(matrix, before, strict=True)]


def _place(scores: Sequence[Expr], what: str) -> int:
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


def _pointer(matrix: Matrix, before: Vector, word: int, step: int) -> Expr:
    scores = _reached(matrix, before, word)
    if max(scores) == 0:
        return ZERO  # the word can't stand there: no pointer is better than another
    return Expr.of(_place(scores, f"the place before word {word} at place {step}"))


# Mistakes


@viterbi.mistake(
    of=delta_table, says="took the maximum over the next word instead of the previous one", credit=QUARTER
)
def maximum_over_the_next_word(P: Matrix, bos: Expr, T: Expr, delta_table: Matrix) -> Matrix:
    """delta_t(i) = max over j of P_ij*delta_(t-1)(i)."""
    found = _table(P, bos, T, lambda before: [max(row) * score for row, score in zip(P, before, strict=True)])
    return other_than(delta_table, found, "both maxima are the same")


@viterbi.mistake(
    of=delta_table, says="added up over the previous words instead of maximising", credit=QUARTER
)
def sum_over_previous_words(P: Matrix, bos: Expr, T: Expr, delta_table: Matrix) -> Matrix:
    """delta_t(j) = sum over i of P_ij*delta_(t-1)(i)."""
    found = _table(P, bos, T, lambda before: [sum(_reached(P, before, j), start=ZERO) for j in range(len(P))])
    return other_than(delta_table, found, "only one word is possible before each word")


@viterbi.mistake(of=delta_table, says="left the probability of the step out", credit=QUARTER)
def step_left_out(P: Matrix, bos: Expr, T: Expr, delta_table: Matrix) -> Matrix:
    """delta_t(j) = max over i of delta_(t-1)(i), from the first row on."""
    first = P[_index(P, bos)]
    found = (first, *((max(first),) * len(P) for _ in range(_length(T) - 1)))
    return other_than(delta_table, found, "there is only one step")


@viterbi.mistake(of=delta_table, says="took the matrix with rows and columns exchanged", credit=HALF)
def matrix_transposed(P: Matrix, bos: Expr, T: Expr, delta_table: Matrix) -> Matrix:
    """delta_t(j) = max over i of P_ji*delta_(t-1)(i)."""
    found = _table(
        P, bos, T, lambda before: [max(a * b for a, b in zip(row, before, strict=True)) for row in P]
    )
    return other_than(delta_table, found, "the matrix is symmetric")


@viterbi.mistake(of=delta_table, says="went a step too few: the first row is the start itself", credit=HALF)
def one_step_too_few(P: Matrix, bos: Expr, delta_table: Matrix) -> Matrix:
    """delta_0 to delta_(T - 1)."""
    return other_than(delta_table, (_start(P, bos), *delta_table[:-1]), "no word ever changes")


def _table(matrix: Matrix, bos: Expr, steps: Expr, following: Callable[[Vector], Sequence[Expr]]) -> Matrix:
    found = [_start(matrix, bos)]
    for _ in range(_length(steps)):
        found.append(tuple(following(found[-1])))
    return tuple(found[1:])


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
    found = Expr.of(_place(delta_table[0], "the first word"))
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
    found = tuple(Expr.of(_place(row, f"word number {t}")) for t, row in enumerate(delta_table, 1))
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


@viterbi.mistake(of=time, says="gave the time of the naive search", name="time_of_naive_search")
def exponential_time() -> Expr:
    """N^T."""
    return WORDS**LENGTH


@viterbi.mistake(of=time, says="forgot the maximum over the previous words", credit=QUARTER)
def maximum_for_free() -> Expr:
    """T*N."""
    return LENGTH * WORDS


@viterbi.mistake(of=time, says="counted one step only", credit=QUARTER)
def time_of_one_step() -> Expr:
    """N^2."""
    return WORDS**2


@viterbi.mistake(of=product_count, says="forgot the maximum over the previous words", credit=QUARTER)
def words_for_pairs(N: Expr, T: Expr, product_count: Expr) -> Expr:
    """T*N."""
    return other_than(product_count, T * N, "there is only one word")


@viterbi.mistake(of=product_count, says="left out the first step", credit=HALF)
def products_of_later_steps(N: Expr, T: Expr) -> Expr:
    """(T - 1)*N^2."""
    return (T - 1) * N**2


@viterbi.mistake(of=space, says="gave the size of the matrix", credit=QUARTER)
def matrix_for_space() -> Expr:
    """N^2."""
    return WORDS**2


@viterbi.mistake(of=stored_pointers, says="left out the first step", credit=HALF)
def pointers_of_later_steps(N: Expr, T: Expr) -> Expr:
    """(T - 1)*N."""
    return (T - 1) * N


@viterbi.mistake(of=stored_pointers, says="gave the size of the matrix", credit=QUARTER)
def matrix_for_pointers(N: Expr, T: Expr, stored_pointers: Expr) -> Expr:
    """N^2."""
    return other_than(stored_pointers, N**2, "there are as many steps as words")


@viterbi.mistake(of=naive_cost, says="took the naive search to be polynomial")
def naive_polynomial() -> Expr:
    """T*N^2."""
    return LENGTH * WORDS**2


@viterbi.mistake(of=naive_cost, says="exchanged base and exponent", credit=QUARTER)
def naive_exchanged() -> Expr:
    """T^N."""
    return LENGTH**WORDS


@viterbi.mistake(of=naive_count, says="exchanged base and exponent", credit=QUARTER)
def count_exchanged(N: Expr, T: Expr, naive_count: Expr) -> Expr:
    """T^N."""
    return other_than(naive_count, T**N, "both powers are the same")


@viterbi.mistake(of=naive_count, says="multiplied the number of words by the length")
def count_as_product(N: Expr, T: Expr, naive_count: Expr) -> Expr:
    """N*T."""
    return other_than(naive_count, N * T, "power and product are the same")


# Certificates


@viterbi.check(of=delta_table)
def table_by_listing(P: Matrix, bos: Expr, T: Expr) -> list[list[arb]]:
    """Probabilities of all prefixes, the largest one for each last word."""
    return [_best_by_last_word(P, bos, t) for t in range(1, int(T) + 1)]


@viterbi.check(of=last_word)
def last_word_by_listing(P: Matrix, bos: Expr, T: Expr) -> int:
    """Last word of the most likely sequence."""
    return _most_likely(P, bos, int(T))[-1]


@viterbi.check(of=back_pointers)
def pointers_by_listing(P: Matrix, bos: Expr, T: Expr) -> list[list[int]]:
    """Last word but one of the most likely prefix that ends in each word."""
    columns = [j for j in range(len(P)) if any(row[j] != 0 for row in P)]
    return [[_most_likely(P, bos, t, j)[-2] for j in columns] for t in range(2, int(T) + 1)]


@viterbi.check(of=best_sequence)
def sequence_by_listing(P: Matrix, bos: Expr, T: Expr) -> list[int]:
    """Most likely of all sequences."""
    return _most_likely(P, bos, int(T))


@viterbi.check(of=best_probability)
def probability_by_listing(P: Matrix, bos: Expr, T: Expr) -> arb:
    """Probability of the most likely of all sequences."""
    return _probability(P, bos, _most_likely(P, bos, int(T)))


@viterbi.check(of=best_log_likelihood)
def log_likelihood_by_listing(P: Matrix, bos: Expr, T: Expr) -> arb:
    """Logarithms of the steps of the most likely of all sequences, added up."""
    steps = [int(bos), *_most_likely(P, bos, int(T))]
    return sum((numeric.real(P[i][j]).log() for i, j in pairwise(steps)), arb(0))


@viterbi.check(of=greedy_probability)
def greedy_by_largest_entries(P: Matrix, bos: Expr, T: Expr) -> arb:
    """Largest entries of the rows visited."""
    at, found = int(bos), arb(1)
    for _ in range(int(T)):
        row = numeric.reals(P[at])
        at = max(range(len(row)), key=lambda j: row[j].mid())
        found *= row[at]
    return found


def _probability(matrix: Matrix, bos: Expr, words: Iterable[int]) -> arb:
    found, at = arb(1), int(bos)
    for word in words:
        found, at = found * numeric.real(matrix[at][word]), word
    return found


def _sequences(size: int, length: int, last: int | None) -> Iterator[tuple[int, ...]]:
    ends = range(size) if last is None else (last,)
    return product(*(range(size) for _ in range(length - 1)), ends)


def _most_likely(matrix: Matrix, bos: Expr, length: int, last: int | None = None) -> list[int]:
    """Return the most likely sequence, of those with a given last word if one is given."""
    if len(matrix) ** length > MANY:
        return _by_looking_ahead(matrix, int(bos), length, last)
    weights = [[Fraction(entry.fraction) if entry.is_rational else None for entry in row] for row in matrix]
    if all(weight is not None for row in weights for weight in row):
        return list(
            max(_sequences(len(matrix), length, last), key=lambda words: _weight(weights, bos, words))
        )
    found = max(
        _sequences(len(matrix), length, last), key=lambda words: _probability(matrix, bos, words).mid()
    )
    return list(found)


def _weight(weights: list[list[Any]], bos: Expr, words: Iterable[int]) -> Fraction:
    found, at = Fraction(1), int(bos)
    for word in words:
        if not found:
            return found
        found, at = found * weights[at][word], word
    return found


def _by_looking_ahead(matrix: Matrix, bos: int, length: int, last: int | None) -> list[int]:
    """Choose words from the front, each by the best that can follow it: the recursion runs backwards."""
    size = range(len(matrix))
    rows = [numeric.reals(row) for row in matrix]
    ahead = [[arb(1 if last in (None, j) else 0) for j in size]]
    for _ in range(length):
        ahead.append([max((rows[i][j] * ahead[-1][j] for j in size), key=lambda x: x.mid()) for i in size])
    found, at = [], bos
    for left in range(length - 1, -1, -1):
        before = at
        at = max(size, key=lambda j: (rows[before][j] * ahead[left][j]).mid())
        found.append(at)
    return found


def _best_by_last_word(matrix: Matrix, bos: Expr, length: int) -> list[arb]:
    return [_probability(matrix, bos, _most_likely(matrix, bos, length, last)) for last in range(len(matrix))]


@viterbi.check(of=product_count)
def products_counted(N: Expr, T: Expr) -> int:
    """Loops over steps and pairs of words."""
    return _loops(T, N, N)


@viterbi.check(of=stored_pointers)
def pointers_counted(N: Expr, T: Expr) -> int:
    """Loops over steps and words."""
    return _loops(T, N)


@viterbi.check(of=naive_count)
def sequences_counted(N: Expr, T: Expr) -> int:
    """Extend sequences by one word at a time."""
    total = 1
    for _ in range(numeric.whole(T)):
        total = sum(total for _ in range(numeric.whole(N)))
    return total


def _loops(*sizes: Expr) -> int:
    return sum(1 for _ in product(*(range(numeric.whole(size)) for size in sizes)))


@viterbi.twin(of=time)
def time_counted() -> Sizes:
    """Products formed by the loops."""
    for n, t in _sizes():
        yield {"N": n, "T": t}, len([1 for _ in range(t) for _ in range(n) for _ in range(n)])


@viterbi.twin(of=space)
def space_counted() -> Sizes:
    """Places of the table of back-pointers."""
    for n, t in _sizes():
        yield {"N": n, "T": t}, sum(len([0] * n) for _ in range(t))


@viterbi.twin(of=naive_cost)
def naive_cost_counted() -> Sizes:
    """Factors met when every sequence is scored from scratch."""
    for n, t in _sizes():
        yield {"N": n, "T": t}, sum(len(words) for words in product(range(n), repeat=t))


def _sizes() -> Iterator[tuple[int, int]]:
    return ((n, t) for n in (2, 3, 4) for t in (1, 2, 3, 4))
