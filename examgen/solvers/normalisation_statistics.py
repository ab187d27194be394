r"""Means and variances that batch, layer and instance normalisation use.

The tensor is batch x channels x features, with any number of feature axes, none included. Batch normalisation
pools over everything but the channel, layer normalisation over everything but the sample, instance
normalisation over the features only. The layouts of the statistics are ``(channels)``, ``(batch)`` and
``(batch, channels)``; variances divide by the number of values.

Sources: see `examgen.solvers.statistics`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from examgen.solvers import statistics
from examgen.solvers.derivation import Derivation, IllPosed, Mistake, NotApplicable, zero
from examgen.solvers.statistics_numeric import mean_balls, variance_balls
from examgen.text.expr import Expr
from examgen.text.functions import sqrt
from examgen.text.values import Matrix, Tensor, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

normalisation_statistics = _derivation = Derivation("normalisation_statistics", inputs="x")


def _shape(x: Tensor) -> tuple[int, ...]:
    shape = statistics.sizes(x)
    if len(shape) < 2:
        raise IllPosed("the tensor needs an axis for the batch and one for the channels")
    return shape


def _axes(first: tuple[int, ...], shape: tuple[int, ...]) -> Vector:
    return tuple(Expr.of(axis) for axis in (*first, *range(2, len(shape))))


def _over(axes: Vector) -> tuple[int, ...]:
    return tuple(axis.__index__() for axis in axes)


# Axes, counted from 0


@_derivation.step(
    tex=r"\text{axes}_{\text{batch}}",
    says="batch normalisation keeps the channel: the axes that it averages over, counted from 0",
    numbers="",
)
def batch_axes(x: Tensor) -> Vector:
    """Return all axes but the channels."""
    return _axes((0,), _shape(x))


@_derivation.step(
    tex=r"\text{axes}_{\text{layer}}",
    says="layer normalisation keeps the sample: the axes that it averages over, counted from 0",
    numbers="",
)
def layer_axes(x: Tensor) -> Vector:
    """Return all axes but the batch."""
    return _axes((1,), _shape(x))


@_derivation.step(
    tex=r"\text{axes}_{\text{instance}}",
    says="instance normalisation keeps sample and channel: the axes that it averages over, counted from 0",
    numbers="",
)
def instance_axes(x: Tensor) -> Vector:
    """Return the features alone."""
    return _axes((), _shape(x))


@_derivation.mistake(of=batch_axes, says="took the statistics of layer normalisation for batch normalisation")
def layer_for_batch(x: Tensor) -> Vector:
    """Keep the sample."""
    return _axes((1,), _shape(x))


@_derivation.mistake(
    of=batch_axes, says="averaged over the batch alone, not over the features", credit=QUARTER
)
def batch_alone(x: Tensor) -> Vector:
    """Keep channel and features."""
    _has_features(x)
    return (Expr.of(0),)


@_derivation.mistake(of=layer_axes, says="took the statistics of batch normalisation for layer normalisation")
def batch_for_layer(x: Tensor) -> Vector:
    """Keep the channel."""
    return _axes((0,), _shape(x))


@_derivation.mistake(
    of=layer_axes, says="averaged over the channels alone, not over the features", credit=QUARTER
)
def channels_alone(x: Tensor) -> Vector:
    """Keep sample and features."""
    _has_features(x)
    return (Expr.of(1),)


@_derivation.mistake(of=instance_axes, says="averaged over the batch instead of the features", credit=QUARTER)
def batch_for_instance(x: Tensor) -> Vector:
    """Keep channel and features."""
    _has_features(x)
    return (Expr.of(0),)


def _has_features(x: Tensor) -> None:
    if len(_shape(x)) < 3:
        raise NotApplicable("the tensor has no features")


# Means


@_derivation.step(
    tex=r"\mu_c = \frac{1}{|G_c|} \sum_{(n, f) \in G_c} x_{n c f}", says="mean of each channel", numbers=""
)
def mean_batch(x: Tensor, batch_axes: Vector) -> Vector:
    """Means of batch normalisation, one per channel."""
    return statistics.means(x, _over(batch_axes))  # type: ignore[no-any-return]


@_derivation.step(
    tex=r"\mu_n = \frac{1}{|G_n|} \sum_{(c, f) \in G_n} x_{n c f}", says="mean of each sample", numbers=""
)
def mean_layer(x: Tensor, layer_axes: Vector) -> Vector:
    """Means of layer normalisation, one per sample."""
    return statistics.means(x, _over(layer_axes))  # type: ignore[no-any-return]


@_derivation.step(
    tex=r"\mu_{n c} = \frac{1}{F} \sum_{f} x_{n c f}",
    says="mean of each channel of each sample: samples in rows, channels in columns",
    numbers="",
)
def mean_instance(x: Tensor, instance_axes: Vector) -> Matrix:
    """Means of instance normalisation, rows for samples, columns for channels."""
    return statistics.means(x, _over(instance_axes))  # type: ignore[no-any-return]


# Variances


@_derivation.step(
    tex=r"\sigma^2_c = \frac{1}{|G_c|} \sum_{(n, f) \in G_c} (x_{n c f} - \mu_c)^2",
    says="variance of each channel",
    numbers="",
    trivial=zero,
)
def variance_batch(x: Tensor, batch_axes: Vector, mean_batch: Vector) -> Vector:
    """Variances of batch normalisation."""
    return statistics.variances(x, mean_batch, _over(batch_axes))  # type: ignore[no-any-return]


@_derivation.step(
    tex=r"\sigma^2_n = \frac{1}{|G_n|} \sum_{(c, f) \in G_n} (x_{n c f} - \mu_n)^2",
    says="variance of each sample",
    numbers="",
    trivial=zero,
)
def variance_layer(x: Tensor, layer_axes: Vector, mean_layer: Vector) -> Vector:
    """Variances of layer normalisation."""
    return statistics.variances(x, mean_layer, _over(layer_axes))  # type: ignore[no-any-return]


@_derivation.step(
    tex=r"\sigma^2_{n c} = \frac{1}{F} \sum_{f} (x_{n c f} - \mu_{n c})^2",
    says="variance of each channel of each sample",
    numbers="",
    trivial=zero,
)
def variance_instance(x: Tensor, instance_axes: Vector, mean_instance: Matrix) -> Matrix:
    """Variances of instance normalisation."""
    return statistics.variances(x, mean_instance, _over(instance_axes))  # type: ignore[no-any-return]


# Shapes of the means


@_derivation.step(tex=r"(\text{channels})", says="one mean for each channel", numbers="")
def shape_batch(x: Tensor, batch_axes: Vector) -> Vector:
    """Shape of the batch means."""
    return _sizes(x, batch_axes)


@_derivation.step(tex=r"(\text{batch})", says="one mean for each sample", numbers="")
def shape_layer(x: Tensor, layer_axes: Vector) -> Vector:
    """Shape of the layer means."""
    return _sizes(x, layer_axes)


@_derivation.step(
    tex=r"(\text{batch}, \text{channels})", says="one mean for each channel of each sample", numbers=""
)
def shape_instance(x: Tensor, instance_axes: Vector) -> Vector:
    """Shape of the instance means."""
    return _sizes(x, instance_axes)


def _sizes(x: Tensor, axes: Vector) -> Vector:
    return tuple(Expr.of(length) for length in statistics.reduced_sizes(_shape(x), _over(axes)))


# Mistakes that are alike in all three


def _alike(kind: str) -> None:
    """Add what may go wrong with the means and the variances of one of the three."""
    mean, variance, given = f"mean_{kind}", f"variance_{kind}", ("x", f"{kind}_axes", f"mean_{kind}")

    def add(of: str, name: str, says: str, credit: Fraction, wrong: Callable[..., Any]) -> None:
        needs = tuple(one for one in given if one != of)

        def value(**arguments: Any) -> Any:
            if statistics.group_size(_shape(arguments["x"]), _over(arguments[f"{kind}_axes"])) == 1:
                raise NotApplicable("each value is taken alone")
            return wrong(*(arguments[one] for one in needs))

        _derivation.add_mistake(Mistake(f"{name}_{kind}", of, value, needs, says, credit))

    add(mean, "sums", "summed the values without dividing by their number", HALF, _sums)
    add(variance, "unbiased", "divided by one less than the number of values", HALF, _unbiased)
    add(variance, "squares", "summed the squared deviations without dividing", HALF, _squares)
    add(variance, "mean_square", "averaged the squares without taking the mean off", QUARTER, _mean_squares)
    add(variance, "deviation", "gave the standard deviation instead of the variance", HALF, _deviations)
    if kind != "instance":
        says = "averaged the variances that the instances have on their own"
        add(variance, "instances", says, QUARTER, _instances_averaged)


def _sums(x: Tensor, axes: Vector) -> Tensor:
    return statistics.sums(x, _over(axes))  # type: ignore[no-any-return]


def _unbiased(x: Tensor, axes: Vector, mean: Tensor) -> Tensor:
    return statistics.variances(x, mean, _over(axes), less=1)  # type: ignore[no-any-return]


def _squares(x: Tensor, axes: Vector, mean: Tensor) -> Tensor:
    return statistics.squared_deviations(x, mean, _over(axes))  # type: ignore[no-any-return]


def _mean_squares(x: Tensor, axes: Vector, mean: Tensor) -> Tensor:
    return statistics.means(statistics.each(lambda entry: entry**2, x), _over(axes))  # type: ignore[no-any-return]


def _deviations(x: Tensor, axes: Vector, mean: Tensor) -> Tensor:
    return statistics.each(sqrt, statistics.variances(x, mean, _over(axes)))  # type: ignore[no-any-return]


def _instances_averaged(x: Tensor, axes: Vector, mean: Tensor) -> Tensor:
    _has_features(x)
    inner = tuple(range(2, len(_shape(x))))
    own = statistics.variances(x, statistics.means(x, inner), inner)
    return statistics.means(own, [axis for axis in _over(axes) if axis < 2])  # type: ignore[no-any-return]


for _kind in ("batch", "layer", "instance"):
    _alike(_kind)


# Checks: flat lists of balls; the variance is half the mean squared difference over all pairs.


def _all_but(x: Any, kept: tuple[int, ...]) -> list[int]:
    depth = 0
    while isinstance(x, tuple):
        x, depth = x[0], depth + 1
    return [axis for axis in range(depth) if axis not in kept]


@_derivation.check(of=mean_batch)
def mean_of_channels(x: Tensor) -> Any:
    """Means by flat lists."""
    return mean_balls(x, _all_but(x, (1,)))


@_derivation.check(of=mean_layer)
def mean_of_samples(x: Tensor) -> Any:
    """Means by flat lists."""
    return mean_balls(x, _all_but(x, (0,)))


@_derivation.check(of=mean_instance)
def mean_of_instances(x: Tensor) -> Any:
    """Means by flat lists."""
    return mean_balls(x, _all_but(x, (0, 1)))


@_derivation.check(of=variance_batch)
def variance_of_channels(x: Tensor) -> Any:
    """Variances by pairs."""
    return variance_balls(x, _all_but(x, (1,)))


@_derivation.check(of=variance_layer)
def variance_of_samples(x: Tensor) -> Any:
    """Variances by pairs."""
    return variance_balls(x, _all_but(x, (0,)))


@_derivation.check(of=variance_instance)
def variance_of_instances(x: Tensor) -> Any:
    """Variances by pairs."""
    return variance_balls(x, _all_but(x, (0, 1)))


@_derivation.check(of=shape_batch)
def channels(x: Tensor) -> tuple[int]:
    """Count the channels of the first sample."""
    return (len(x[0]),)  # type: ignore[arg-type]


@_derivation.check(of=shape_layer)
def samples(x: Tensor) -> tuple[int]:
    """Count the samples."""
    return (len(x),)


@_derivation.check(of=shape_instance)
def samples_and_channels(x: Tensor) -> tuple[int, int]:
    """Count samples and channels."""
    return (len(x), len(x[0]))  # type: ignore[arg-type]
