"""runaround for programs: the same work as the commands do, with values in and values out, and nothing printed.

Every function is at the top of the package: `runaround.run`, `runaround.score` and so on.
"""

from runaround.api.playing import arun, run
from runaround.api.recorded import load, score
from runaround.api.results import compare, gate, report

__all__ = ["arun", "compare", "gate", "load", "report", "run", "score"]
