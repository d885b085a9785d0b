"""Reports: pure functions from a run to a text, found by name in the entry-point group `runaround.reports`.

Each is `render(run, *, lang="en") -> str`; bind the language beforehand (`functools.partial`) to fit the
seam `Report`. Same run, same text. All text of a bot passes `hostile` before anybody sees it. A report that
can be asked for more has a keyword `options`, which is then given `ReportOptions`; others never hear of it.
"""

from collections.abc import Callable

from runaround.model import Run
from runaround.reports.options import Conversations, ReportOptions

__all__ = ["REPORT_GROUP", "Conversations", "Report", "ReportOptions"]

REPORT_GROUP = "runaround.reports"

Report = Callable[[Run], str]
"""What an entry point of the group `runaround.reports` names, once its language is bound."""
