"""All specimens by name: what each does wrong, and the finding kind that must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from runaround.specimens.lineup_answers import ANSWERING, LATE_S
from runaround.specimens.lineup_conduct import CONDUCT
from runaround.specimens.lineup_handoffs import HANDING_OFF
from runaround.specimens.specimen import Specimen

__all__ = ["LATE_S", "SPECIMENS", "Specimen"]

SPECIMENS: Mapping[str, Specimen] = MappingProxyType(
    {specimen.name: specimen for specimen in (*ANSWERING, *HANDING_OFF, *CONDUCT)}
)
"""Every specimen by name, the healthy one first."""
