"""Convolution layers: shapes, counts and values against numpy, misconceptions, what is ill-posed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from examining import certified, exact_inputs, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.convolution_nd import conv2d, conv3d, image
from examgen.solvers.convolution_tensors import boxed, flat, flipped, padded, shape_of
from examgen.solvers.derivation import IllPosed
from examgen.solvers.exact import exact
from examgen.text.expr import PI, Expr

C = Expr.symbol("C")
IMAGE = {"c_in": 1, "c_out": C, "height": 30, "width": 30, "kernel": 3, "stride": 1, "padding": 0}
STRIDED = {"c_in": 3, "c_out": 8, "height": 20, "width": 17, "kernel": 5, "stride": 2, "padding": 1}
X = (((1, 2, 0), (3, 0, 1), (0, 1, -2)), ((0, 1, 1), (1, -1, 0), (2, 0, 1)))
KERNELS = ((((1, 0), (-1, 2)), ((0, 1), (1, 1))), (((2, 1), (0, 1)), ((1, -1), (0, 2))))
PLANE = {"x": X, "K": KERNELS, "bias": (1, -2), **STRIDED, "stride": 1, "padding": 0}
PLANE_PARTS = [
    "size_formula",
    "output",
    "output_shape",
    "parameter_count",
    "dense_parameters",
    "layer_shape",
    "layer_parameters",
    "multiply_adds",
]
CUBE = boxed(list(range(-9, 9)), (1, 2, 3, 3))
VOLUME = {
    "c_in": 1,
    "c_out": 1,
    "dims": (2, 3, 3),
    "kernel": 2,
    "stride": 1,
    "padding": 0,
    "x": CUBE,
    "K": boxed([1, -1, 0, 2, 1, 0, 0, 3], (1, 1, 2, 2, 2)),
    "bias": (4,),
}
VOLUME_PARTS = ["size_formula", "layer_shape", "parameter_count", "output"]


def plain(tensor):
    return np.array([int(entry) for entry in flat(exact(tensor))]).reshape(shape_of(exact(tensor)))


def reference(x, kernels, bias, stride, padding):
    """Correlate with sliding windows of numpy."""
    x, kernels = plain(x), plain(kernels)
    rank = x.ndim - 1
    x = np.pad(x, [(0, 0), *[(padding, padding)] * rank])
    axes = tuple(range(1, rank + 1))
    windows = np.lib.stride_tricks.sliding_window_view(x, kernels.shape[2:], axis=axes)
    windows = windows[(slice(None), *[slice(None, None, stride)] * rank)]
    within = tuple(range(rank + 1, 2 * rank + 1))
    found = np.tensordot(kernels, windows, axes=((1, *(axis + 1 for axis in axes)), (0, *within)))
    return found + np.array(bias).reshape(-1, *[1] * rank)


# Shapes and counts of images


def test_published_shape_and_count_have_the_symbol():
    run = image.run(IMAGE)
    assert run["layer_shape"] == (C, 28, 28)
    assert run["parameter_count"] == 10 * C
    certified(image, IMAGE)


def test_published_mistakes():
    leads_to(
        image,
        IMAGE,
        "layer_shape",
        plus_one_forgotten=(C, 27, 27),
        size_kept=(C, 30, 30),
        divided_by_the_kernel=(C, 10, 10),
        channels_lost=(28, 28),
        input_channels_kept=(1, 28, 28),
        rounded_up=None,
        padding_on_one_side=None,
        map_for_each_pair=None,
    )
    leads_to(
        image,
        IMAGE,
        "parameter_count",
        biases_left_out=9 * C,
        one_bias_in_all=9 * C + 1,
        weights_not_shared=7840 * C,
        one_filter_counted=10,
        input_channels_left_out=None,
    )


def test_mistakes_with_stride_and_padding():
    leads_to(
        image,
        STRIDED,
        "layer_shape",
        rounded_up=(8, 10, 8),
        padding_on_one_side=(8, 9, 7),
        padding_left_out=(8, 8, 7),
        stride_left_out=(8, 18, 15),
        map_for_each_pair=(24, 9, 8),
    )
    assert image.run(STRIDED)["layer_shape"] == exact([8, 9, 8])
    even = {**STRIDED, "width": 20}
    leads_to(image, even, "layer_shape", padding_on_one_side=None, input_channels_kept=(3, 9, 9))
    leads_to(
        image,
        STRIDED,
        "parameter_count",
        input_channels_left_out=208,
        bias_for_each_pair=624,
        biases_left_out=600,
        weights_not_shared=608 * 72,
    )


@pytest.mark.parametrize(
    ("changed", "step", "why"),
    [
        ({"kernel": 33}, "layer_shape", "the kernel does not fit into the padded input"),
        ({"kernel": 0}, "parameter_count", "kernel must be a positive integer"),
        ({"stride": Fraction(1, 2)}, "layer_shape", "stride must be a positive integer"),
        ({"padding": -1}, "layer_shape", "padding must be a whole number, 0 or more"),
        ({"height": 0, "padding": 9}, "layer_shape", "size must be a positive integer"),
        ({"c_out": 0}, "layer_shape", "c_out must be a positive integer"),
        ({"c_in": PI}, "parameter_count", "c_in must be a positive integer"),
    ],
)
def test_ill_posed_layers(changed, step, why):
    assert str(image.run({**IMAGE, **changed}).error(step)) == why


def test_a_kernel_too_large_concerns_the_shape_only():
    assert image.run({**IMAGE, "kernel": 40})["parameter_count"] == 1601 * C


def test_more_sizes_may_be_symbols():
    n, k, p = Expr.symbol("n"), Expr.symbol("k"), Expr.symbol("P")
    symbolic = {**IMAGE, "height": n, "width": 2 * n, "kernel": k, "padding": p}
    run = image.run(symbolic)
    assert run["layer_shape"] == (C, n + 2 * p - k + 1, 2 * n + 2 * p - k + 1)
    assert run["parameter_count"] == C * (k**2 + 1)
    assert "divided_by_the_kernel" not in wrong(image, symbolic, "layer_shape")


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 16),
    st.integers(1, 64),
    st.integers(7, 224),
    st.integers(7, 224),
    st.integers(1, 7),
    st.integers(1, 3),
    st.integers(0, 3),
)
def test_costs_agree_with_counting(c_in, c_out, height, width, kernel, stride, padding):
    layer = {
        "c_in": c_in,
        "c_out": c_out,
        "height": height,
        "width": width,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
    }
    certified(conv2d, {**PLANE, **layer, "K": KERNELS, "stride": stride, "padding": 2})
    certified(image, layer)
    axes = [(size + 2 * padding - kernel) // stride + 1 for size in (height, width)]
    run = image.run(layer)
    assert run["layer_shape"] == exact([c_out, *axes])
    assert run["parameter_count"] == c_out * (c_in * kernel**2 + 1)


# The layer on images with values


def test_values_by_hand():
    run = conv2d.run(PLANE)
    assert plain(run["output"]).tolist() == reference(X, KERNELS, (1, -2), 1, 0).tolist()
    assert run["output"][0][0][0] == 1 + (1 - 3) + (1 + 1 - 1)
    assert run["output_shape"] == exact([2, 2, 2])
    assert run["layer_shape"] == exact([8, 16, 13])
    assert run["layer_parameters"] == run["parameter_count"] == 8 * 76
    assert run["dense_parameters"] == (3 * 340 + 1) * 8 * 208
    assert run["multiply_adds"] == 8 * 208 * 75


def test_size_formula():
    height, padding, kernel, stride = map(Expr.symbol, ("H", "P", "k", "s"))
    assert conv2d.run({})["size_formula"] == (height + 2 * padding - kernel) / stride + 1
    leads_to(
        conv2d, {}, "size_formula", formula_with_padding_on_one_side=(height + padding - kernel) / stride + 1
    )
    assert notices(conv2d, {}, "size_formula", (height + padding - kernel) / stride + 1)
    assert notices(conv2d, {}, "size_formula", (height + 2 * padding - kernel) / stride)


def test_mistakes_about_values():
    given_values = {**PLANE, "stride": 2, "padding": 1}
    found = wrong(conv2d, given_values, "output")

    def expected(x=X, kernels=KERNELS, bias=(1, -2), stride=2, padding=1):
        return reference(x, kernels, bias, stride, padding).tolist()

    turned = tuple(tuple(tuple(row[::-1] for row in one[::-1]) for one in channels) for channels in KERNELS)
    assert plain(found["kernels_flipped"]).tolist() == expected(kernels=turned)
    assert plain(found["first_channel_only"]).tolist() == expected(X[:1], tuple(k[:1] for k in KERNELS))
    assert plain(found["values_without_padding"]).tolist() == expected(padding=0)
    assert plain(found["values_without_stride"]).tolist() == expected(stride=1)
    assert plain(found["values_without_bias"]).tolist() == expected(bias=(0, 0))
    assert plain(found["bias_of_every_channel"]).tolist() == expected(bias=(2, -4))
    maps = [
        expected(X[c : c + 1], ((KERNELS[o][c],),), (b,)) for o, b in enumerate((1, -2)) for c in range(2)
    ]
    assert plain(found["channels_not_added"]).tolist() == [one[0] for one in maps]


def test_mistakes_about_the_shape():
    leads_to(
        conv2d,
        {**PLANE, "stride": 2, "padding": 1},
        "output_shape",
        plus_one_of_the_tensor_forgotten=(2, 1, 1),
        tensor_size_kept=(2, 3, 3),
        padding_of_the_tensor_on_one_side=None,
        tensor_size_rounded_up=(2, 3, 3),
        output_channels_lost=(2, 2),
        output_map_for_each_pair=(4, 2, 2),
    )


def test_mistakes_about_costs():
    leads_to(
        conv2d,
        PLANE,
        "dense_parameters",
        dense_biases_left_out=3 * 340 * 8 * 208,
        dense_bias_for_each_channel=3 * 340 * 8 * 208 + 8,
        dense_channels_left_out=340 * 208 + 208,
    )
    leads_to(
        conv2d,
        PLANE,
        "multiply_adds",
        one_placement_counted=600,
        window_on_every_cell=8 * 340 * 75,
        output_channels_not_counted=208 * 75,
        additions_counted=2 * 8 * 208 * 75,
        channels_lost=208 * 75,
    )


def test_what_hides_mistakes_about_values():
    plain_layer = {**PLANE, "x": X[:1], "K": ((((1, 2), (2, 1)),),), "bias": (0,)}
    assert not wrong(conv2d, plain_layer, "output")
    tall = {
        **PLANE,
        "x": (((1, 2), (3, 4)),),
        "K": ((((1, 2, 3), (4, 5, 6), (7, 8, 9)),),),
        "bias": (0,),
        "padding": 1,
    }
    assert "values_without_padding" not in wrong(conv2d, tall, "output")


@pytest.mark.parametrize(
    ("changed", "step", "why"),
    [
        ({"x": X[:1]}, "output", "the kernel has 2 input channels, the input 1"),
        ({"bias": (1,)}, "output", "there are 2 output channels and 1 biases"),
        ({"x": (((1,),), ((2,),))}, "output_shape", "the kernel does not fit into the padded input"),
        ({"x": ((1, 2), (3,))}, "output", "the input is no tensor: parts of it differ in shape"),
        ({"x": ((1, 2), (3, 4))}, "output", "the kernel needs one axis more than the input"),
        ({"x": ()}, "output", "the input is no tensor: it is empty"),
        ({"stride": 0}, "output", "stride must be a positive integer"),
    ],
)
def test_ill_posed_tensors(changed, step, why):
    run = conv2d.run({**PLANE, **changed})
    assert str(run.error(step)).startswith(why)
    assert run.error("multiply_adds") is None or "stride" in changed


small = st.integers(-3, 3)


@st.composite
def layers(draw, rank):
    c_in, c_out = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    sizes = [draw(st.integers(2, 5 if rank == 2 else 3)) for _ in range(rank)]
    padding, stride = draw(st.integers(0, 2)), draw(st.integers(1, 3))
    windows = [draw(st.integers(1, min(3, size + 2 * padding))) for size in sizes]

    def tensor(*shape):
        count = int(np.prod(shape))
        return boxed(draw(st.lists(small, min_size=count, max_size=count)), shape)

    return tensor(c_in, *sizes), tensor(c_out, c_in, *windows), tensor(c_out), stride, padding


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 3).flatmap(layers))
def test_values_agree_with_numpy(layer):
    x, kernels, bias, stride, padding = layer
    values = {"x": x, "K": kernels, "bias": bias, "stride": stride, "padding": padding}
    run = conv2d.run(values)
    expected = reference(x, kernels, bias, stride, padding)
    assert plain(run["output"]).tolist() == expected.tolist()
    assert run["output_shape"] == exact(list(expected.shape))
    for step in ("output", "output_shape"):
        assert not notices(conv2d, values, step, run[step])


def test_irrational_values_stay_exact():
    values = {"x": (((PI, 1), (2, 0)),), "K": ((((1, PI),),),), "bias": (-PI,), "stride": 1, "padding": 0}
    assert conv2d.run(values)["output"] == (((PI,), (exact(2) - PI,)),)
    assert not notices(conv2d, values, "output", conv2d.run(values)["output"])


def test_checks_notice_a_wrong_value():
    assert notices(conv2d, PLANE, "output_shape", (2, 2, 3))
    assert notices(conv2d, PLANE, "dense_parameters", 1)
    assert notices(conv2d, PLANE, "multiply_adds", 1)
    assert notices(conv2d, PLANE, "layer_parameters", 600)
    assert notices(image, IMAGE, "parameter_count", 9 * C)
    assert notices(image, IMAGE, "layer_shape", (C, 27, 28))
    output = [list(map(list, channel)) for channel in conv2d.run(PLANE)["output"]]
    output[1][1][1] += 1
    assert notices(conv2d, PLANE, "output", output)


def test_one_entry_is_shown_term_by_term():
    lines = {line.step: line for line in conv2d.explain(PLANE, ["output"])}
    assert lines["corner"].numbers == r"1 \cdot 1+(-1) \cdot 3+2 \cdot 0+1 \cdot 1+1 \cdot 1+1 \cdot (-1)+1"
    outside = {**PLANE, "K": ((((1, 2), (3, 0)), ((4, 5), (6, 0))),), "bias": (7,), "padding": 1}
    assert conv2d.run(outside)["corner"] == 7


# Volumes


def test_a_volume_by_hand():
    run = conv3d.run(VOLUME)
    assert run["size_formula"] == Expr.symbol("d") - Expr.symbol("k") + 1
    assert run["layer_shape"] == exact([1, 1, 2, 2])
    assert run["parameter_count"] == 9
    assert plain(run["output"]).tolist() == reference(CUBE, VOLUME["K"], (4,), 1, 0).tolist()
    certified(conv3d, VOLUME)


def test_mistakes_about_volumes():
    layer = {**VOLUME, "c_in": 2, "c_out": 3, "dims": (5, 6, 4), "stride": 2, "padding": 1}
    assert conv3d.run(layer)["layer_shape"] == exact([3, 3, 4, 3])
    leads_to(
        conv3d,
        layer,
        "parameter_count",
        square_for_cube=27,
        input_channels_left_out=27,
        biases_left_out=48,
        bias_for_each_pair=54,
        weights_not_shared=51 * 36,
    )
    leads_to(conv3d, layer, "layer_shape", rounded_up=(3, 4, 4, 3), channels_lost=(3, 4, 3))
    d, k = Expr.symbol("d"), Expr.symbol("k")
    leads_to(conv3d, layer, "size_formula", formula_without_one=d - k, formula_with_the_size_kept=d)
    assert notices(conv3d, layer, "size_formula", d - k)
    assert notices(conv3d, layer, "parameter_count", 27)
    assert notices(conv3d, layer, "layer_shape", (3, 3, 4, 2))
    assert "the input has no axes" in str(conv3d.run({**layer, "dims": ()}).error("layer_shape"))


# The arithmetic of tensors


def test_tensors_are_taken_apart_and_put_together():
    cube = boxed(list(range(24)), (2, 3, 4))
    assert shape_of(cube) == (2, 3, 4)
    assert list(flat(cube)) == list(range(24))
    assert flipped((((1, 2), (3, 4)),)) == (((2, 1), (4, 3)),)
    assert flipped(((((1, 2), (3, 4)),),)) == ((((4, 3), (2, 1)),),)
    assert exact(padded(((1, 2),), 1)) == exact([[0, 1, 2, 0]])
    with pytest.raises(IllPosed, match="differ in shape"):
        shape_of(((1, 2), 3))


def test_the_derivations_are_well_made():
    well_made(image, ["layer_shape", "parameter_count"], STRIDED)
    well_made(conv2d, PLANE_PARTS, {**PLANE, "padding": 1})
    well_made(conv3d, VOLUME_PARTS, VOLUME)
    for derivation, values in ((image, IMAGE), (image, STRIDED), (conv2d, PLANE), (conv3d, VOLUME)):
        mistakes_change_something(derivation, exact_inputs(values))
    mistakes_change_something(conv2d, exact_inputs({**PLANE, "stride": 2, "padding": 1}))


@pytest.mark.parametrize(
    ("step", "needs"),
    [
        ("output", {"x", "K", "bias", "stride", "padding"}),
        ("output_shape", {"x", "K", "stride", "padding"}),
        ("parameter_count", {"c_in", "c_out", "kernel"}),
        ("layer_parameters", {"c_in", "c_out", "kernel"}),
        ("layer_shape", {"c_out", "height", "width", "kernel", "stride", "padding"}),
        ("dense_parameters", {"c_in", "c_out", "height", "width", "kernel", "stride", "padding"}),
        ("multiply_adds", {"c_in", "c_out", "height", "width", "kernel", "stride", "padding"}),
        ("size_formula", set()),
    ],
)
def test_what_each_part_needs(step, needs):
    assert conv2d.needs(step) == needs


def test_large_layers_are_not_counted_one_by_one():
    large = {**STRIDED, "c_in": 512, "c_out": 10**5, "height": 10**5, "width": 30}
    certified(conv2d, {**PLANE, **large})


def test_one_number_on_either_side_hides_mistakes():
    pixel = {**PLANE, "c_in": 1, "c_out": 1, "height": 3, "width": 3, "kernel": 3}
    assert "dense_channels_left_out" not in wrong(conv2d, pixel, "dense_parameters")
    assert "dense_bias_for_each_channel" not in wrong(conv2d, pixel, "dense_parameters")
    kept = {**PLANE, "kernel": 1}
    assert "window_on_every_cell" not in wrong(conv2d, kept, "multiply_adds")
