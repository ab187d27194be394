"""unplaced.csv: the rows that could not be placed, as they stood, each with the reason."""

from __future__ import annotations

from examgen.papers.table import to_csv
from examgen.read.reading import Reading


def unplaced_csv(reading: Reading) -> str:
    """Give the rows that belong to nobody, to be mended and read again."""
    width = max([len(reading.header), *(len(row.cells) for row in reading.unplaced)])
    header = (*reading.header, *("",) * (width - len(reading.header)))
    rows = ((row.line, row.reason, *row.cells) for row in reading.unplaced)
    return to_csv(("line", "reason", *header), rows)
