"""Reads what messages do. Pure: text in, acts and items out; the phrases are data (`*.yaml` beside this)."""

from runaround.reading.acts import Act, MessageReading
from runaround.reading.message import read_message

__all__ = ["Act", "MessageReading", "read_message"]
