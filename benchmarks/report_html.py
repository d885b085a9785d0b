"""Measures how long a browser takes to open the HTML report, and to answer whoever picks and searches.

    python benchmarks/report_html.py [--cases 100 1000 10000] [--turns 12]

The conversations are generated; every third case failed. Each report is opened three times in a fresh page of a
Chromium without a window, and the median is shown. "open" is from the call to the first picture with everything
loaded, "processor" what the page's own thread worked for it, which says more on a busy machine; "pick" and "search"
are from the choice to the next picture, "memory" is the resident memory of the page's process afterwards.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tabulate import tabulate

from runaround.model import (
    CaseStatus,
    Finding,
    Item,
    JudgedCase,
    Measurements,
    Outcome,
    Run,
    Severity,
    Speaker,
    Transcript,
    Turn,
    Verdict,
)
from runaround.reports import html
from runaround.scoring import score

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu")
TIMES = 3
FOUND = (Finding(3, "loop/answer", (1,)), Finding(7, "repeated_request", (2,), Item.PHOTO))
NEXT_PICTURE = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
PICK = """async () => {
  const form = document.querySelector('.filter'), kind = form.elements.kind, begin = performance.now();
  kind.selectedIndex = 1;
  return await answer(form, kind, begin);
}"""
SEARCH = """async () => {
  const form = document.querySelector('.filter'), begin = performance.now();
  form.reset();
  form.elements.text.value = 'order 40';
  return await answer(form, form.elements.text, begin);
}"""
ANSWER = """() => { globalThis.answer = async (form, field, begin) => {
  field.dispatchEvent(new Event('input', { bubbles: true }));
  while (form.ariaBusy) await new Promise(requestAnimationFrame);
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return (performance.now() - begin) / 1000;
}; }"""


@dataclass(frozen=True)
class Opened:
    """What one opening took, in seconds, nodes and bytes."""

    open_s: float
    processor_s: float
    nodes: int
    pick_s: float
    search_s: float
    memory: int


def make_case(number: int, turns: int, rng: random.Random) -> JudgedCase:
    """Return a case of so many turns; every third one failed."""
    asked = "I ordered two bottles and only one came, order 40{:06}. "
    told = "Items of one order are sometimes packed separately, so please look at your order page. "
    said = tuple(
        Turn(Speaker.CONSUMER, asked.format(rng.randrange(10**6)) * rng.randint(1, 2), at=3.0 * place)
        if place % 2 == 0
        else Turn(Speaker.BOT, told * rng.randint(1, 3), at=3.0 * place)
        for place in range(turns)
    )
    findings = FOUND if number % 3 == 0 else ()
    record = Transcript(
        f"case-{number}",
        "zh" if number % 2 else "en",
        said,
        title=f"Case number {number}",
        scenario=f"scenario_{number % 50}.en",
        target=f"bot {number % 3}",
        severity=list(Severity)[number % 4],
        tags=("night", "parcel") if number % 2 else ("refund",),
    )
    status = CaseStatus.FAILED if findings else CaseStatus.PASSED
    return JudgedCase(record, Verdict(status, Outcome.RESOLVED, findings, measurements=Measurements(turns, turns // 2)))


def make_run(cases: int, turns: int) -> Run:
    """Return a run against three bots."""
    rng = random.Random(7)
    made = tuple(make_case(number, turns, rng) for number in range(cases))
    bots = sorted({case.transcript.target for case in made})
    cards = tuple(score([case for case in made if case.transcript.target == bot], target=bot) for bot in bots)
    return Run("benchmark", "", 7, made, cards, planned=cases)


def open_once(browser: Browser, path: Path) -> Opened:
    """Open a report in a fresh page, pick a kind and search for a number."""
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    begin = time.perf_counter()
    page.goto(path.as_uri(), wait_until="load")
    page.evaluate(NEXT_PICTURE)
    open_s = time.perf_counter() - begin
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    page.evaluate(ANSWER)
    pick_s, search_s = page.evaluate(PICK), page.evaluate(SEARCH)
    memory = measure_memory(browser, page)
    page.close()
    return Opened(open_s, metrics["TaskDuration"], int(metrics["Nodes"]), pick_s, search_s, memory)


def measure_memory(browser: Browser, page: Page) -> int:
    """Return the resident memory of the largest process that shows pages, in bytes."""
    page.evaluate(NEXT_PICTURE)
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [one["id"] for one in processes if one["type"] == "renderer"]
    resident = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pages]
    return max(resident) * os.sysconf("SC_PAGE_SIZE")


def measure(browser: Browser, cases: int, *, turns: int, folder: Path) -> list[str]:
    """Return the row of one size."""
    run = make_run(cases, turns)
    begin = time.process_time()
    text = html.render(run)
    rendered = time.process_time() - begin
    path = folder / f"{cases}.html"
    path.write_text(text, "utf-8")
    opened = [open_once(browser, path) for _ in range(TIMES)]

    def middle(name: str) -> float:
        return statistics.median(getattr(one, name) for one in opened)

    return [
        f"{cases:,}",
        f"{rendered:.1f} s",
        f"{len(text.encode()) / 1e6:.1f} MB",
        f"{middle('open_s'):.2f} s",
        f"{middle('processor_s'):.2f} s",
        f"{middle('nodes'):,.0f}",
        f"{middle('pick_s'):.2f} s",
        f"{middle('search_s'):.2f} s",
        f"{middle('memory') / 1e6:.0f} MB",
    ]


def main() -> None:
    """Measure the sizes that were asked for and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", nargs="+", type=int, default=[100, 1000, 10_000])
    parser.add_argument("--turns", type=int, default=12)
    args = parser.parse_args()
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS])
        rows = [measure(browser, cases, turns=args.turns, folder=Path(name)) for cases in args.cases]
        browser.close()
    columns = ["cases", "written in", "file", "open", "processor", "nodes", "pick", "search", "memory"]
    print(tabulate(rows, columns, tablefmt="github", stralign="right", disable_numparse=True))


if __name__ == "__main__":
    main()
