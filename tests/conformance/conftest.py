"""What the tests of the conformance list share."""

from browsing import chromium

__all__ = ["chromium"]
