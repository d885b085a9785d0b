"""Small real bots, each with exactly one known defect, and a healthy one; served over HTTP."""

from runaround.specimens.behind import serve_behind
from runaround.specimens.catalogue import LATE_S, SPECIMENS, Specimen
from runaround.specimens.chat import Bot, BotCrashed, File, Incoming, Outgoing
from runaround.specimens.matters import MatterState, State, Subscription
from runaround.specimens.server import ServedSpecimen, serve

__all__ = [
    "LATE_S",
    "SPECIMENS",
    "Bot",
    "BotCrashed",
    "File",
    "Incoming",
    "MatterState",
    "Outgoing",
    "ServedSpecimen",
    "Specimen",
    "State",
    "Subscription",
    "serve",
    "serve_behind",
]
