r"""Convolutions by hand: sizes, memory and arithmetic of one 3-D filter, and a kernel's gradient.

`accounting`: one cubic filter of size ``k^3``, over all channels, on a batch of volumes without padding.
`maxpool`: a row ``x`` is filtered with a kernel ``w`` and all responses are max-pooled to one number.
``flip`` tells convolution (kernel reversed) from cross-correlation, which deep learning calls convolution.

Shapes: n inputs and a kernel of m entries give n - m + 1 windows and responses; windows and kernel entries
count from 1.

Source: Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 5.
"""

from __future__ import annotations

from examgen.solvers.convolution_accounting import accounting
from examgen.solvers.convolution_maxpool import maxpool

__all__ = ["accounting", "maxpool"]
