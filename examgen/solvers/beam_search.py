r"""Time and space of beam search, by what its loops do.

The algorithm keeps ``B`` partial sequences for ``T`` steps over a vocabulary of ``N`` words. How it finds
the ``B`` best of the scores of a step decides its time:

- ``linear``: by a selection in linear time (quickselect);
- ``sort``: by sorting all the scores;
- ``heap``: by a heap that holds the ``B`` best ones so far;
- ``scan``: by looking for the best one left, ``B`` times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import log as natural
from typing import Any, TypeAlias

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed
from examgen.solvers.slips import other_than
from examgen.text.expr import ONE, Expr
from examgen.text.functions import log

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

LENGTH, BEAMS, WORDS = Expr.symbol("T"), Expr.symbol("B"), Expr.symbol("N")
SCORES = LENGTH * BEAMS * WORDS

Order: TypeAlias = Callable[[int, int, int], float]

TIMES: Mapping[str, Expr] = {
    "linear": SCORES,
    "sort": SCORES * log(BEAMS * WORDS),
    "heap": SCORES * log(BEAMS),
    "scan": SCORES * BEAMS,
}
"""Order of the time for each way to find the best scores."""

beam_search = Derivation("beam_search", inputs="T B N selection")


@beam_search.step(
    tex=r"T \cdot (B N \text{ scores} + \text{finding the } B \text{ best of them})",
    says="work: each step forms $BN$ scores and finds the $B$ best of them",
    numbers="",
)
def time(selection: str) -> Expr:
    """Order of the time."""
    if selection not in TIMES:
        raise IllPosed(f"no way '{selection}' to find the best scores; there are {', '.join(TIMES)}")
    return TIMES[selection]


@beam_search.step(tex=r"T \cdot B \cdot N", says="scores formed when all beams are there from the start")
def score_count(T: Expr, B: Expr, N: Expr) -> Expr:
    """Scores in one run of the algorithm as printed."""
    return T * B * N


@beam_search.step(
    tex=r"N + (T - 1)\,B N",
    says="scores formed when the first step expands the start token alone",
    numbers="",
)
def score_count_single_start(T: Expr, B: Expr, N: Expr) -> Expr:
    """Scores in one run that begins with a single beam; there are never more beams than sequences."""
    if not all(size.is_number for size in (T, B, N)) or B <= N:
        return N + (T - 1) * B * N
    beams, total = ONE, 0 * N
    for _ in range(int(T)):
        total, beams = total + beams * N, min(B, beams * N)
    return total


@beam_search.step(
    tex=r"T \sum_{b=0}^{B-1} (B N - b)",
    says="scores looked at: the first search of a step sees all, each later one a score less",
)
def scan_count(T: Expr, B: Expr, N: Expr) -> Expr:
    """Scores looked at in one run."""
    return T * (B**2 * N - B * (B - 1) / 2)


@beam_search.step(
    tex=r"\text{scores of a step} + \text{words of the sentences}",
    says="memory: the scores of one step and the words of all the sentences",
    numbers="",
)
def space() -> Expr:
    """Order of the space."""
    return BEAMS * WORDS + BEAMS * LENGTH


@beam_search.step(tex=r"B \cdot N", says="scores held at one step")
def scores_held(B: Expr, N: Expr) -> Expr:
    """Scores of one step."""
    return B * N


@beam_search.step(
    tex=r"s_1(j) = \dots = s_B(j) \text{ for every } j",
    says=(
        "equal beams give equal scores, so that the $B$ largest ones belong to copies of one sentence: "
        "all beams stay the same one"
    ),
    numbers="",
)
def distinct_beams(T: Expr, B: Expr, N: Expr) -> Expr:
    """Different sequences that the algorithm returns as printed."""
    if any(size.is_number and size < 1 for size in (T, B, N)):
        raise IllPosed("length, beam width and vocabulary must be at least 1")
    return ONE


# Mistakes


@beam_search.mistake(of=time, says="left out the beam width", credit=QUARTER)
def width_left_out() -> Expr:
    """T*N."""
    return LENGTH * WORDS


@beam_search.mistake(of=time, says="left out the vocabulary", credit=QUARTER)
def vocabulary_left_out() -> Expr:
    """T*B."""
    return LENGTH * BEAMS


@beam_search.mistake(of=time, says="took the search to follow every combination of beams")
def exponential_time() -> Expr:
    """B^T."""
    return BEAMS**LENGTH


@beam_search.mistake(of=time, says="gave the time of exact decoding of a Markov model")
def time_of_exact_decoding() -> Expr:
    """T*N^2."""
    return LENGTH * WORDS**2


@beam_search.mistake(of=time, says="forgot the search for the best scores", credit=HALF)
def selection_for_free(time: Expr) -> Expr:
    """T*B*N."""
    return other_than(time, SCORES, "the search takes no longer than forming the scores")


@beam_search.mistake(of=score_count, says="counted one beam only", credit=QUARTER)
def one_beam_counted(T: Expr, N: Expr, score_count: Expr) -> Expr:
    """T*N."""
    return other_than(score_count, T * N, "there is only one beam")


@beam_search.mistake(of=score_count, says="counted one step only", credit=QUARTER)
def one_step_counted(B: Expr, N: Expr, score_count: Expr) -> Expr:
    """B*N."""
    return other_than(score_count, B * N, "there is only one step")


@beam_search.mistake(of=score_count_single_start, says="let all beams start at the first step", credit=HALF)
def many_starts(T: Expr, B: Expr, N: Expr, score_count_single_start: Expr) -> Expr:
    """T*B*N."""
    return other_than(score_count_single_start, T * B * N, "there is only one beam")


@beam_search.mistake(of=score_count_single_start, says="left out the first step", credit=HALF)
def first_step_left_out(T: Expr, B: Expr, N: Expr, score_count_single_start: Expr) -> Expr:
    """(T - 1)*B*N."""
    return other_than(score_count_single_start, (T - 1) * B * N, "there are fewer sequences than beams")


@beam_search.mistake(of=scan_count, says="did not remove the scores that were found", credit=HALF)
def nothing_removed(T: Expr, B: Expr, N: Expr, scan_count: Expr) -> Expr:
    """T*B^2*N."""
    return other_than(scan_count, T * B**2 * N, "there is only one search in each step")


@beam_search.mistake(of=scan_count, says="searched once in each step only", credit=QUARTER)
def one_search_each_step(T: Expr, B: Expr, N: Expr, scan_count: Expr) -> Expr:
    """T*B*N."""
    return other_than(scan_count, T * B * N, "there is only one search in each step")


@beam_search.mistake(of=scan_count, says="counted one step only", credit=QUARTER)
def scans_of_one_step(T: Expr, scan_count: Expr) -> Expr:
    """B^2*N - B*(B - 1)/2."""
    return other_than(scan_count, scan_count / T, "there is only one step")


@beam_search.mistake(of=space, says="forgot the sentences", credit=HALF)
def scores_alone() -> Expr:
    """B*N."""
    return BEAMS * WORDS


@beam_search.mistake(of=space, says="forgot the scores", credit=HALF)
def sequences_alone() -> Expr:
    """B*T."""
    return BEAMS * LENGTH


@beam_search.mistake(of=scores_held, says="counted one beam only", credit=QUARTER)
def scores_of_one_beam(B: Expr, N: Expr, scores_held: Expr) -> Expr:
    """N."""
    return other_than(scores_held, N, "there is only one beam")


@beam_search.mistake(of=scores_held, says="counted the scores of all steps", credit=HALF)
def scores_of_all_steps(T: Expr, B: Expr, N: Expr, scores_held: Expr) -> Expr:
    """T*B*N."""
    return other_than(scores_held, T * B * N, "there is only one step")


@beam_search.mistake(of=distinct_beams, says="took all returned sentences to differ", credit=QUARTER)
def all_beams_differ(B: Expr, distinct_beams: Expr) -> Expr:
    """B."""
    return other_than(distinct_beams, B, "there is only one beam")


# Certificates: the algorithm runs, and its operations are counted


@beam_search.check(of=time)
def time_measured(selection: str) -> Expr:
    """Order that the counted operations keep the steadiest ratio to."""
    sizes = [(t, b, n) for t in (2, 8) for b in (2, 4, 32) for n in (32, 64, 256)]
    counts = {(t, b, n): t * (b * n + _SELECTING[selection](b, b * n)) for t, b, n in sizes}
    return min(_orders(), key=lambda order: _spread(order[1], counts))[0]


def _orders() -> Iterator[tuple[Expr, Order]]:
    """Yield orders of growth, each as a formula and as a function."""
    for p, q, (formula, slow) in product((1, 2), (1, 2), _LOGARITHMS):
        yield LENGTH * BEAMS**p * WORDS**q * formula, _order(p, q, slow)


def _order(p: int, q: int, slow: Callable[[int, int], float]) -> Order:
    return lambda t, b, n: t * b**p * n**q * slow(b, n)


_LOGARITHMS: tuple[tuple[Expr, Callable[[int, int], float]], ...] = (
    (ONE, lambda b, n: 1.0),
    (log(BEAMS), lambda b, n: natural(b)),
    (log(WORDS), lambda b, n: natural(n)),
    (log(BEAMS * WORDS), lambda b, n: natural(b * n)),
)


def _spread(order: Order, counts: Mapping[tuple[int, int, int], int]) -> float:
    ratios = [count / order(*sizes) for sizes, count in counts.items()]
    return max(ratios) / min(ratios)


def _halvings(beams: int, scores: int) -> int:
    """Halve what is left until one score is: the course of a selection with good pivots."""
    total = 0
    while scores > 1:
        total, scores = total + scores, scores // 2
    return total


def _merges(beams: int, scores: int) -> int:
    """Merge runs of growing length: each round moves every score."""
    total, run = 0, 1
    while run < scores:
        total, run = total + scores, 2 * run
    return total


def _sifts(beams: int, scores: int) -> int:
    """Let every score sink through a heap of the best ones, level by level."""
    levels, size = 0, beams
    while size > 1:
        levels, size = levels + 1, size // 2
    return scores * levels


def _scans(beams: int, scores: int) -> int:
    """Look through what is left, once for each beam."""
    return sum(scores - found for found in range(beams))


_SELECTING: Mapping[str, Callable[[int, int], int]] = {
    "linear": _halvings,
    "sort": _merges,
    "heap": _sifts,
    "scan": _scans,
}


@beam_search.check(of=score_count)
def scores_counted(T: Expr, B: Expr, N: Expr) -> int:
    """Run with all beams from the start."""
    return sum(len(scores) for scores, _ in _run(T, B, N, numeric.whole(B)))


@beam_search.check(of=score_count_single_start)
def scores_counted_from_one_beam(T: Expr, B: Expr, N: Expr) -> int:
    """Run from a single beam."""
    return sum(len(scores) for scores, _ in _run(T, B, N, 1))


@beam_search.check(of=scan_count)
def looks_counted(T: Expr, B: Expr, N: Expr) -> int:
    """Search lists that get shorter, a look at a time."""
    looks = 0
    for _ in range(numeric.whole(T)):
        left = list(range(numeric.whole(B) * numeric.whole(N)))
        for _ in range(numeric.whole(B)):
            best = 0
            for place, score in enumerate(left):
                looks += 1
                best = place if score > left[best] else best
            left.pop(best)
    return looks


@beam_search.check(of=scores_held)
def held_counted(B: Expr, N: Expr) -> int:
    """Scores of the first step of a run."""
    return next(len(scores) for scores, _ in _run(1, B, N, numeric.whole(B)))


@beam_search.check(of=distinct_beams)
def beams_compared(T: Expr, B: Expr, N: Expr) -> int:
    """Run with all beams from the start, and compare what it returns."""
    *_, (_, beams) = _run(T, B, N, numeric.whole(B))
    return len(set(beams))


@beam_search.twin(of=space)
def space_counted() -> Iterator[tuple[dict[str, int], int]]:
    """Scores of the last step and words of the sequences in some runs."""
    for t, b, n in ((2, 1, 5), (3, 2, 4), (4, 3, 5), (6, 2, 7)):
        *_, (scores, beams) = _run(t, b, n, b)
        yield {"T": t, "B": b, "N": n}, len(scores) + sum(len(words) for words in beams)


def _run(steps: Any, width: Any, words: Any, beams: int) -> Iterator[tuple[list[Any], list[tuple[int, ...]]]]:
    """Run the algorithm on a model without ties; yield each step's scores and the sequences kept."""
    kept: list[tuple[tuple[int, ...], int]] = [((), 0)] * beams
    for _ in range(numeric.whole(steps)):
        scores = [
            (value + _log_probability(path, word), (*path, word))
            for path, value in kept
            for word in range(numeric.whole(words))
        ]
        kept = [(path, value) for value, path in sorted(scores, reverse=True)[: numeric.whole(width)]]
        yield scores, [path for path, _ in kept]


def _log_probability(path: tuple[int, ...], word: int) -> int:
    """Return a made-up score that depends on the whole path, in units too fine for ties."""
    found = 0
    for number in (*path, word):
        found = (1103515245 * (found + number + 1) + 12345) % 2**31
    return -found
