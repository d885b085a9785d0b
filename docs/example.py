"""Makes the example reports of results/example, and the pictures of them that the README and docs/reports.md show.

python docs/example.py

Plays three files of the library against the specimen that asks for the photo again and again. Needs a Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "results" / "example"
REPORT = EXAMPLES / "report.html"
IMAGES = ROOT / "docs" / "images"
REPORTS = {"junit": "junit.xml", "markdown": "report.md", "csv": "cases.csv", "csv_findings": "findings.csv"}
RUNAROUND = (sys.executable, "-m", "runaround")
SPECIMEN = "evidence_hoarder"
SCENARIOS = ("missing_item", "order_status", "where_is_the_human")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT, SCALE = 1157, 2432, 0.75


def main() -> None:
    """Write reports and pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serve(folder / "target.yaml"):
            play(folder / "target.yaml", folder / "out")
        shutil.copyfile(folder / "out" / "report.html", REPORT)
    take_pictures()


@contextmanager
def serve(target_file: Path) -> Iterator[None]:
    """Serve the specimen, and wait until it says where."""
    words = [*RUNAROUND, "specimens", "serve", SPECIMEN, "--target-file", str(target_file)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as served:
        if served.stdout is None or not served.stdout.readline():
            sys.exit(f"{SPECIMEN} could not be served.")
        try:
            yield
        finally:
            served.terminate()


def play(target_file: Path, folder: Path) -> None:
    """Play the scenarios. That something is found (exit code 1) is what the example is for."""
    wanted = [f"--report={name}={EXAMPLES / file}" for name, file in REPORTS.items()]
    words = [*RUNAROUND, "run", str(target_file), *SCENARIOS, "--out", str(folder), *wanted]
    code = subprocess.run(words, check=False).returncode
    if code != 1:
        sys.exit(f"runaround run ended with {code}; expected 1, since the specimen has a defect.")


def take_pictures() -> None:
    """Show the top of the page, and the page while it is searched, and keep what is seen."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, color_scheme="light"
        )
        page.goto(REPORT.as_uri())
        page.screenshot(path=IMAGES / "report.png")
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT // 2})
        page.fill(".filter input", "photo")
        page.wait_for_selector(".filter.active:not([aria-busy])")
        page.evaluate("document.getElementById('cases').scrollIntoView()")
        page.screenshot(path=IMAGES / "report-search.png")
        browser.close()


if __name__ == "__main__":
    main()
