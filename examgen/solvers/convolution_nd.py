r"""Convolution layers on images and volumes: values, shapes, learnable numbers, multiplications.

As usual in deep learning the kernel is not flipped (cross-correlation), zeros are added on both sides of every
axis, the stride is the same along all axes, and every output channel sums over all input channels and has one
bias. Tensors are nested tuples, channels first.

- `image`: the output's shape and the learnable numbers of a layer on images;
- `conv2d`: the values of a small layer (x, K, bias) and the costs of another one (c_in, c_out, height, width,
  kernel) with the same stride and padding;
- `conv3d`: shape, learnable numbers and values of a layer on volumes.

Source: Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning".
"""

from __future__ import annotations

from examgen.solvers.convolution_conv2d import conv2d
from examgen.solvers.convolution_conv3d import conv3d
from examgen.solvers.convolution_image import image

__all__ = ["conv2d", "conv3d", "image"]
