"""Lets `python -m runaround` do what `runaround` does."""

from __future__ import annotations

import sys

from runaround.cli import main

if __name__ == "__main__":
    sys.exit(main())
