"""Detectors: pure functions from a reading to findings, one family of kinds a file.

Each is registered under the entry-point group `runaround.detectors`, as anybody's is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from runaround.model import Finding
from runaround.reading import Reading

__all__ = ["VERSION", "Detector"]

VERSION = "4"
"""Raised whenever a rule changes: findings of different versions are not comparable."""

Detector = Callable[[Reading], Iterable[Finding]]
