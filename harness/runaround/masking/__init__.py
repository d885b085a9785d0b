"""Masks personal data in what is kept of a case, after it was judged: findings are those of the words as they were.

The same value has the same mark in the whole conversation, another value another one: [phone-1], [phone-2]. What is
masked stands in `rules.yaml`. Order, ticket and tracking numbers stay: nobody could follow a case without them. Postal
addresses, and names without a word such as 收件人 before them, are not recognised.
"""

from __future__ import annotations

from runaround.masking.masker import Masker, mask_case, mask_quarantine, mask_suppression, mask_text, redact_case

__all__ = ["Masker", "mask_case", "mask_quarantine", "mask_suppression", "mask_text", "redact_case"]
