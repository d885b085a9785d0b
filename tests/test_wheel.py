"""What people install works without the checkout: the wheel, alone in an empty environment."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an empty environment into which the wheel was installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    _run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return folder / "bin"


def test_nothing_of_ours_lands_outside_two_packages(wheel: Path) -> None:
    """`harness` and `adapters` are other people's packages on the public index."""
    with zipfile.ZipFile(wheel) as archive:
        top = {name.partition("/")[0] for name in archive.namelist()}

    version = wheel.name.split("-")[1]
    assert {"runaround", "runaround_adapters", f"runaround-{version}.dist-info"} == top


def test_the_wheel_has_every_file_of_the_packages_and_the_library(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    roots = {ROOT / "harness": "", ROOT / "adapters": "", ROOT / "scenarios": "runaround/scenarios/"}
    wanted = {
        prefix + path.relative_to(root).as_posix()
        for root, prefix in roots.items()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.match("*.egg-info/*")
    }

    assert set() == wanted - shipped


def test_the_installed_demo_finds_things_and_writes_its_report(programs: Path, tmp_path: Path) -> None:
    said = _run(programs / "runaround", "demo", cwd=tmp_path)

    (report,) = tmp_path.rglob("report.html")
    assert "report.html" in said
    assert "repeated_request" in report.read_text("utf-8")


def test_the_installed_library_is_valid(programs: Path, tmp_path: Path) -> None:
    _run(programs / "runaround", "check", cwd=tmp_path)


def test_a_new_scenario_comes_with_the_installed_schema(programs: Path, tmp_path: Path) -> None:
    _run(programs / "runaround", "new", "cups/one_cup", cwd=tmp_path)

    first = (tmp_path / "cups" / "one_cup.yaml").read_text("utf-8").splitlines()[0]
    laid = tmp_path / "cups" / first.partition("$schema=")[2]
    installed = _run(programs / "runaround", "schema", "scenario", cwd=tmp_path)
    assert json.loads(installed) == json.loads(laid.read_text("utf-8"))


def test_nothing_of_the_checkout_is_imported(programs: Path, tmp_path: Path) -> None:
    code = "import runaround, runaround_adapters; print(runaround.__file__); print(runaround_adapters.__file__)"

    places = _run(programs / "python", "-c", code, cwd=tmp_path).splitlines()

    assert [] == [place for place in places if not Path(place).is_relative_to(programs.parent)]


def test_the_help_is_quick_to_import(programs: Path, tmp_path: Path) -> None:
    heavy = ["httpx", "aiohttp", "jinja2", "yaml", "jsonschema"]
    code = (
        f"import sys; from runaround.cli import main; main(['--help']); print([m for m in {heavy} if m in sys.modules])"
    )

    assert "[]" == _run(programs / "python", "-c", code, cwd=tmp_path).splitlines()[-1]
