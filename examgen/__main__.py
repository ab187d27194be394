"""`python -m examgen` is the command `examgen`."""

from __future__ import annotations

from examgen.cli.main import main

if __name__ == "__main__":
    main()
