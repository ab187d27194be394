r"""Sizes, memory and arithmetic of one cubic filter on a batch of volumes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.text.expr import ONE, ZERO
from examgen.text.functions import ceil, floor

if TYPE_CHECKING:
    from examgen.text.expr import Expr
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

accounting = Derivation(
    "convolution.accounting", inputs="batch dims channels k bytes_per_weight bias counting stride"
)


@accounting.step(tex=r"P = \frac{k - 1}{2}", says="zeros on each side of each axis that keep the size")
def padding(k: Expr) -> Expr:
    """Half of what the filter takes away from an axis."""
    _counts(k=k)
    if k.is_number and not ((k - 1) / 2).is_integer:
        raise IllPosed("a filter of even size can't keep the size with the same padding on both sides")
    return (k - 1) / 2


@accounting.step(tex=r"k^3 C", says="weights of the filter, which spans all channels")
def weights(k: Expr, channels: Expr) -> Expr:
    """k^3*C, without a bias."""
    _counts(k=k, channels=channels)
    return k**3 * channels


@accounting.step(tex=r"n_b", says="biases of the filter", numbers="")
def biases(bias: bool) -> Expr:
    """1 with a bias, 0 without."""
    return ONE if bias else ZERO


@accounting.step(tex=r"B\,(k^3 C + n_b)", says="bytes of all that the filter learns")
def memory(weights: Expr, biases: Expr, bytes_per_weight: Expr) -> Expr:
    """Bytes of weights and biases."""
    _counts(bytes_per_weight=bytes_per_weight)
    return bytes_per_weight * (weights + biases)


@accounting.step(
    tex=r"k^3 C + n_b \text{ (from zero) or } k^3 C - 1 + n_b \text{ (minimal)}",
    says="additions of one placement",
)
def additions(weights: Expr, biases: Expr, counting: str) -> Expr:
    """Additions, by the printed way of counting."""
    if counting not in ("accumulate", "minimal"):
        raise IllPosed(f"there is no way of counting '{counting}'; it is accumulate or minimal")
    return weights + biases if counting == "accumulate" else weights - 1 + biases


@accounting.step(tex=r"k^3 C + \text{additions}", says="multiplications and additions of one placement")
def ops(weights: Expr, additions: Expr) -> Expr:
    """Operations of one placement."""
    return weights + additions


@accounting.step(
    tex=r"n_i = \left\lfloor \frac{d_i - k}{s} \right\rfloor + 1",
    says="placements along each axis",
    trivial=zero,
)
def axis_placements(dims: Vector, k: Expr, stride: Expr) -> Vector:
    """Placements along each axis, without padding."""
    _counts(k=k, stride=stride)
    if not dims:
        raise IllPosed("the volume has no axes")
    for size in dims:
        if _known(size, k) and size < k:
            raise IllPosed("the filter does not fit into the volume")
    return tuple(_steps(size - k, stride) + 1 for size in dims)


@accounting.step(tex=r"\prod_i n_i", says="placements in one sample", trivial=zero)
def sample_placements(axis_placements: Vector) -> Expr:
    """Placements in one sample."""
    return _product(axis_placements)


@accounting.step(tex=r"N \prod_i n_i", says="placements in the whole batch")
def stamps(batch: Expr, sample_placements: Expr) -> Expr:
    """Placements in the whole batch."""
    _counts(batch=batch)
    return batch * sample_placements


def _known(*numbers: Expr) -> bool:
    return all(number.is_number for number in numbers)


def _counts(**numbers: Expr) -> None:
    """Refuse what is no positive integer; symbols stand for any."""
    for name, number in numbers.items():
        if _known(number) and not (number.is_integer and number >= 1):
            raise IllPosed(f"{name} must be a positive integer")


def _steps(room: Expr, stride: Expr) -> Expr:
    return room if stride == 1 else floor(room / stride)


def _product(numbers: Sequence[Expr]) -> Expr:
    result = numbers[0]
    for number in numbers[1:]:
        result = result * number
    return result


@accounting.mistake(of=padding, says="gave the zeros of both sides together", credit=HALF)
def padding_of_both_sides(k: Expr) -> Expr:
    """P = k - 1."""
    _differs(k, 1)
    return k - 1


@accounting.mistake(of=padding, says="counted the middle cell of the filter as well", credit=QUARTER)
def padding_with_the_middle(k: Expr) -> Expr:
    """(k + 1)/2."""
    return (k + 1) / 2


@accounting.mistake(of=padding, says="left out the padding")
def no_padding(k: Expr) -> Expr:
    """0, though the output shrinks."""
    _differs(k, 1)
    return ZERO


@accounting.mistake(of=weights, says="took a square filter for a cubic one", credit=QUARTER)
def square_filter(k: Expr, channels: Expr) -> Expr:
    """k^2*C."""
    _differs(k, 1)
    return k**2 * channels


@accounting.mistake(of=weights, says="left out the channels", credit=QUARTER)
def channels_forgotten(k: Expr, channels: Expr) -> Expr:
    """k^3."""
    _differs(channels, 1)
    return k**3


@accounting.mistake(
    of=biases, says="left the bias out, or counted one that the filter does not have", credit=HALF
)
def bias_miscounted(biases: Expr) -> Expr:
    """1 for 0, 0 for 1."""
    return 1 - biases


@accounting.mistake(of=memory, says="counted the numbers, not their bytes", credit=QUARTER)
def numbers_for_bytes(weights: Expr, biases: Expr, bytes_per_weight: Expr) -> Expr:
    """k^3*C."""
    _differs(bytes_per_weight, 1)
    return weights + biases


@accounting.mistake(of=memory, says="gave bits instead of bytes", credit=HALF)
def bits_for_bytes(memory: Expr) -> Expr:
    """8*B*k^3*C."""
    return 8 * memory


@accounting.mistake(
    of=memory, says="multiplied by the batch size, though all samples share the filter", credit=QUARTER
)
def memory_times_batch(memory: Expr, batch: Expr) -> Expr:
    """N*B*k^3*C."""
    _differs(batch, 1)
    return batch * memory


@accounting.mistake(of=additions, says="counted the additions in the other way", credit=HALF)
def other_way_of_counting(additions: Expr, counting: str) -> Expr:
    """One addition less for accumulate, one more for minimal."""
    return additions - 1 if counting == "accumulate" else additions + 1


@accounting.mistake(of=ops, says="counted the multiplications only", credit=QUARTER)
def multiplications_only(weights: Expr, additions: Expr) -> Expr:
    """k^3*C."""
    if additions == 0:
        raise NotApplicable("there are no additions")
    return weights


@accounting.mistake(of=axis_placements, says="forgot the + 1 on each axis", credit=QUARTER)
def plus_one_forgotten(axis_placements: Vector) -> Vector:
    """n_i = floor((d_i - k)/s)."""
    return tuple(number - 1 for number in axis_placements)


@accounting.mistake(of=axis_placements, says="put one placement on every cell", credit=QUARTER)
def placement_per_cell(dims: Vector, k: Expr) -> Vector:
    """n_i = d_i."""
    _differs(k, 1)
    return dims


@accounting.mistake(
    of=axis_placements, says="padded width and height, though there is no padding", credit=QUARTER
)
def width_and_height_padded(axis_placements: Vector, dims: Vector, k: Expr, stride: Expr) -> Vector:
    """floor((d - 1)/s) + 1 on the first two axes."""
    _differs(k, 1)
    return (*(_steps(size - 1, stride) + 1 for size in dims[:2]), *axis_placements[2:])


@accounting.mistake(of=axis_placements, says="took the stride to be 1", credit=QUARTER)
def stride_forgotten(dims: Vector, k: Expr, stride: Expr) -> Vector:
    """n_i = d_i - k + 1."""
    _differs(stride, 1)
    return tuple(size - k + 1 for size in dims)


@accounting.mistake(of=axis_placements, says="rounded up, so that the last placement sticks out", credit=HALF)
def placements_rounded_up(axis_placements: Vector, dims: Vector, k: Expr, stride: Expr) -> Vector:
    """n_i = ceil((d_i - k)/s) + 1."""
    _differs(stride, 1)
    found = tuple(ceil((size - k) / stride) + 1 for size in dims)
    if found == axis_placements:
        raise NotApplicable("the stride divides what is left of every axis")
    return found


@accounting.mistake(of=sample_placements, says="left out the depth", credit=QUARTER)
def depth_forgotten(axis_placements: Vector) -> Expr:
    """n_1*n_2."""
    _differs(axis_placements[-1], 1)
    return _product(axis_placements[:-1])


@accounting.mistake(of=sample_placements, says="added the placements of the axes instead of multiplying them")
def placements_added(axis_placements: Vector) -> Expr:
    """n_1 + n_2 + n_3."""
    return sum(axis_placements, start=ZERO)


@accounting.mistake(of=stamps, says="counted one sample instead of the batch", credit=HALF)
def batch_forgotten(batch: Expr, sample_placements: Expr) -> Expr:
    """n_1*n_2*n_3."""
    _differs(batch, 1)
    return sample_placements


@accounting.mistake(
    of=stamps, says="counted each channel by itself, though the filter spans all", credit=QUARTER
)
def stamps_times_channels(stamps: Expr, channels: Expr) -> Expr:
    """N*C*n_1*n_2*n_3."""
    _differs(channels, 1)
    return channels * stamps


def _differs(number: Expr, usual: int) -> None:
    if number == usual:
        raise NotApplicable(f"it makes no difference at {usual}")


@accounting.check(of=padding)
def padding_by_trial(k: Expr) -> int:
    """Add zeros until as many placements fit as there are cells."""
    size = numeric.whole(k)
    cells = size + 2
    return next(zeros for zeros in range(size) if _fitting(cells + 2 * zeros, size, 1) == cells)


@accounting.check(of=memory)
def memory_by_counting(k: Expr, channels: Expr, bytes_per_weight: Expr, bias: bool) -> int:
    """Go through the filter's cells."""
    return sum(numeric.whole(bytes_per_weight) for _ in _filter(k, channels)) + bias * numeric.whole(
        bytes_per_weight
    )


@accounting.check(of=ops)
def ops_by_counting(k: Expr, channels: Expr, bias: bool, counting: str) -> int:
    """Do one placement with numbers that count what is done to them."""
    done: list[str] = []
    total = _Counted(done) if counting == "accumulate" else None
    for _ in _filter(k, channels):
        term = _Counted(done) * _Counted(done)
        total = term if total is None else total + term
    if bias and total is not None:
        total = total + _Counted(done)
    return len(done)


@accounting.check(of=stamps)
def stamps_by_counting(batch: Expr, dims: Vector, k: Expr, stride: Expr) -> int:
    """Slide the filter along every axis and count the corners that fit."""
    counts = [_fitting(*map(numeric.whole, (size, k, stride))) for size in dims]
    samples = numeric.whole(batch)
    if samples * prod(counts) > MANY:
        return samples * prod(counts)
    return sum(1 for _ in product(range(samples), *map(range, counts)))


MANY = 10**6
"""More placements than this are not counted one by one."""


class _Counted:
    """A number of which only the operations count."""

    def __init__(self, done: list[str]) -> None:
        self.done = done

    def __add__(self, other: _Counted) -> _Counted:
        self.done.append("+")
        return _Counted(self.done)

    def __mul__(self, other: _Counted) -> _Counted:
        self.done.append("*")
        return _Counted(self.done)


def _filter(k: Expr, channels: Expr) -> Iterator[tuple[int, ...]]:
    side = range(numeric.whole(k))
    return product(side, side, side, range(numeric.whole(channels)))


def _fitting(cells: int, size: int, stride: int) -> int:
    """Count the starts from which a filter stays on an axis."""
    return sum(1 for start in range(0, cells, stride) if start + size <= cells)
