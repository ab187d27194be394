"""Pages of two documents beside each other, as an author looks at a question and its solution."""

from __future__ import annotations

from io import BytesIO
from itertools import zip_longest

__all__ = ["side_by_side"]


def side_by_side(left: bytes, right: bytes) -> bytes:
    """Return a PDF whose pages hold a page of each document, the first pages side by side, then the second ones."""
    from pikepdf import ObjectStreamMode, Pdf, Rectangle

    with Pdf.open(BytesIO(left)) as one, Pdf.open(BytesIO(right)) as other:
        together = Pdf.new()
        box = one.pages[0].mediabox
        width, height = float(box[2]), float(box[3])
        for pair in zip_longest(one.pages, other.pages):
            page = together.add_blank_page(page_size=(2 * width, height))
            for at, part in enumerate(pair):
                if part is not None:
                    page.add_overlay(part, Rectangle(at * width, 0, (at + 1) * width, height))
        out = BytesIO()
        together.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        return out.getvalue()
