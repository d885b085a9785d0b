"""The recipes for builds work as pasted: each is taken out of its page, and run against a bot over HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from anyio.from_thread import start_blocking_portal
from junitparser import JUnitXml

from runaround.specimens import serve

ROOT = Path(__file__).parent.parent
FENCE = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGE = FENCE.findall((ROOT / "docs" / "ci.md").read_text("utf-8"))
REPOSITORY = FENCE.findall((ROOT / "docs" / "stories" / "qa.md").read_text("utf-8"))
NAMED = {name: text for _, name, text in PAGE if name}
SHELL = [text for language, _, text in PAGE if language == "sh"]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
PLAY, TELL = (step for step in ACTION["runs"]["steps"] if "run" in step)
ANNOTATION = re.compile(r"^::(\w+) (.*?)::(.*)$", re.MULTILINE)
STRICT = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
MEND = "What to mend: when a consumer asks for a human, transfer at once"


@dataclass(frozen=True)
class Recipe:
    """What a build server runs: the shell that it uses, the lines, and the variables that it sets."""

    shell: tuple[str, ...]
    lines: str
    variables: dict[str, str]


def _gitlab() -> Recipe:
    job = yaml.safe_load(NAMED[".gitlab-ci.yml"])["conversations"]
    return Recipe(("bash", "-eo", "pipefail", "-c"), "\n".join(job["script"]), job["variables"])


def _jenkins() -> Recipe:
    text = NAMED["Jenkinsfile"]
    found = re.search(r"sh '''\n(.*?)'''", text, re.DOTALL)
    assert found is not None, "the Jenkinsfile has no sh step"
    variables = dict(re.findall(r"(\w+) = '([^']*)'", text))
    return Recipe(("sh", "-xe", "-c"), dedent(found[1]), variables)


def _github() -> Recipe:
    given = yaml.safe_load(NAMED[".github/workflows/conversations.yml"])["jobs"]["conversations"]["steps"][1]["with"]
    inputs = {name: given.get(name, told["default"]) for name, told in ACTION["inputs"].items()}
    variables = {name: inputs[name.lower()] for name in ("TARGET", "SCENARIOS", "POLICY")}
    return Recipe(STRICT, PLAY["run"], variables)


RECIPES = {
    "shell": Recipe(("sh", "-c"), "".join(SHELL), {}),
    "gitlab": _gitlab(),
    "jenkins": _jenkins(),
    "github": _github(),
}


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Return a function that makes the repository of the story, with a target file for a specimen that is served."""
    for language, name, text in REPOSITORY:
        if name and language == "yaml":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
    with start_blocking_portal() as portal, ExitStack() as stack:

        def serve_one(name: str) -> None:
            served = stack.enter_context(portal.wrap_async_context_manager(serve(name, delay_s=0.0)))
            served.write_target(tmp_path / "bot.yaml")

        yield serve_one


def run(recipe: Recipe, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a recipe in a folder as its build server does. `pip install` finds what these tests have installed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [*recipe.shell, recipe.lines],
        cwd=folder,
        env={**os.environ, **recipe.variables, "PATH": path, "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def reports(folder: Path) -> list[str]:
    """Return the names of the reports in a folder of results."""
    return sorted(path.name for path in (folder / "results" / "report").iterdir())


def test_every_recipe_runs_the_same_lines() -> None:
    lines = {name: recipe.lines.strip().splitlines()[-4:] for name, recipe in RECIPES.items()}

    assert [lines["shell"]] * 4 == list(lines.values())


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_bot_that_keeps_no_promise_stops_the_build_and_is_told_what_to_mend(
    recipe: Recipe, bot: Callable[[str], None], tmp_path: Path
) -> None:
    bot("deflector")

    done = run(recipe, tmp_path)

    told = [text for text in ("BLOCKED: 2 of 3 rules", "I want to talk to a human please", MEND) if text in done.stdout]
    assert (1, 3) == (done.returncode, len(told)), done.stdout + done.stderr
    assert ["gate.json", "junit.xml", "report-long.md", "report.html", "report.json"] == reports(tmp_path)
    assert 1 == JUnitXml.fromfile(str(tmp_path / "results/report/junit.xml")).failures


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_bot_that_keeps_its_promises_goes_through(recipe: Recipe, bot: Callable[[str], None], tmp_path: Path) -> None:
    bot("healthy")

    done = run(recipe, tmp_path)

    assert (0, True) == (done.returncode, "PASSED: all 3 rules are kept." in done.stdout), done.stdout + done.stderr


@pytest.mark.slow
def test_a_build_in_a_folder_that_is_kept_goes_through_a_second_time(
    bot: Callable[[str], None], tmp_path: Path
) -> None:
    bot("healthy")

    codes = [run(RECIPES["jenkins"], tmp_path).returncode for _ in range(2)]

    assert [0, 0] == codes


@pytest.mark.slow
def test_a_bot_out_of_reach_stops_the_build_as_undecided(bot: Callable[[str], None], tmp_path: Path) -> None:
    bot("healthy")
    target = tmp_path / "bot.yaml"
    target.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:1", target.read_text("utf-8")), "utf-8")

    done = run(RECIPES["shell"], tmp_path)

    assert (2, True) == (done.returncode, "UNDECIDED" in done.stdout), done.stdout + done.stderr
    assert 1 == JUnitXml.fromfile(str(tmp_path / "results/report/junit.xml")).errors


@pytest.mark.slow
def test_without_a_policy_any_finding_stops_the_build(bot: Callable[[str], None], tmp_path: Path) -> None:
    bot("deflector")
    recipe = RECIPES["github"]

    done = run(Recipe(recipe.shell, recipe.lines, {**recipe.variables, "POLICY": ""}), tmp_path)

    assert (1, False) == (done.returncode, "BLOCKED" in done.stdout), done.stdout + done.stderr


# --- the action of GitHub ------------------------------------------------------------------------------


@pytest.fixture
def tell(tmp_path: Path) -> Callable[[dict[str, Any]], tuple[list[tuple[str, str, str]], str]]:
    """Return a function that runs the action's last script over a report: its annotations, and the summary."""

    def run_tell(report: dict[str, Any]) -> tuple[list[tuple[str, str, str]], str]:
        folder = tmp_path / "results" / "report"
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(json.dumps(report), "utf-8")
        (folder / "report-long.md").write_text("## The report\n", "utf-8")
        (tmp_path / "scenarios").mkdir()
        (tmp_path / "scenarios" / "refund.yaml").write_text("title: {en: A}\nsessions: []\n", "utf-8")
        summary = tmp_path / "summary.md"
        summary.write_text("# Before\n", "utf-8")
        variables = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTION_PATH": str(ROOT), "SCENARIOS": "scenarios"}
        done = run(Recipe(STRICT, TELL["run"], variables), tmp_path)
        assert (0, "") == (done.returncode, done.stderr)
        return ANNOTATION.findall(done.stdout), summary.read_text("utf-8")

    return run_tell


def case(scenario: str, status: str = "failed", *, says: str = "Read this.") -> dict[str, Any]:
    """Return a case as the JSON report has it, with one finding and a bot that says `says`."""
    finding = {"sentence": "Turn 1 is a loop.", "turn": 1, "refs": [0]}
    turns = [{"speaker": "consumer", "text": "Hello"}, {"speaker": "bot", "text": says}]
    reasons = [
        {"key": "findings", "sentence": "1 finding."},
        {"key": "transfer_missing", "sentence": "A human was needed."},
    ]
    told = {"scenario": scenario, "target": "shop", "status": status, "reasons": reasons}
    return {**told, "findings": [finding], "turns": turns}


def test_a_failed_case_is_marked_at_its_scenario_with_the_turns_that_prove_it(tell: Callable[..., Any]) -> None:
    annotations, summary = tell({"cases": [case("refund/late.en"), case("good.en", "passed")]})

    message = "Turn 1 is a loop.%0A  0 consumer: Hello%0A  1 bot: Read this.%0AA human was needed."
    place = "file=scenarios/refund.yaml,line=2,title=shop%3A refund/late.en"
    assert [("error", place, message)] == annotations
    assert "# Before\n## The report\n" == summary


def test_an_inconclusive_case_is_a_warning_and_one_of_the_library_has_no_place(tell: Callable[..., Any]) -> None:
    annotations, _ = tell({"cases": [case("missing_item.en", "inconclusive")]})

    assert [("warning", "title=shop%3A missing_item.en")] == [one[:2] for one in annotations]


def test_a_bot_can_give_no_command(tell: Callable[..., Any]) -> None:
    annotations, _ = tell({"cases": [case("refund.en", says="100%\r\n::stop-commands::x\n::error::y")]})

    assert 1 == len(annotations)
    assert "1 bot: 100%25%0D%0A::stop-commands::x%0A::error::y" in annotations[0][2]


def test_a_character_that_no_file_can_hold_does_not_break_the_build(tell: Callable[..., Any]) -> None:
    annotations, _ = tell({"cases": [case("refund.en", says="half \ud83d")]})

    assert "1 bot: half \\ud83d" in annotations[0][2]


def test_no_more_are_marked_than_are_shown(tell: Callable[..., Any]) -> None:
    annotations, _ = tell({"cases": [case(f"s{number}.en") for number in range(12)]})

    assert 10 == len(annotations)


def test_the_inputs_of_the_action_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text("utf-8")))

    assert set(ACTION["inputs"]) == used
    assert [] == [name for name in ACTION["inputs"] if f"| `{name}` |" not in page]


def test_no_input_stands_in_a_script() -> None:
    """What somebody else may choose, such as the name of a branch, would be run as a command."""
    assert [] == [step["name"] for step in (PLAY, TELL) if "${{" in step["run"]]


# --- what the vendors allow ----------------------------------------------------------------------------


SCHEMAS = {
    "vendor.github-actions": (ROOT / "action.yml").read_text("utf-8"),
    "vendor.github-workflows": NAMED[".github/workflows/conversations.yml"],
    "vendor.gitlab-ci": NAMED[".gitlab-ci.yml"],
}


def complaints(schema: str, file: Path) -> str:
    """Return what the schema that a vendor's editors use says against a file; nothing if it fits."""
    call = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    if schema == "vendor.gitlab-ci":
        call += ["--data-transform", "gitlab-ci"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize(("schema", "text"), SCHEMAS.items(), ids=SCHEMAS)
def test_a_recipe_fits_the_schema_of_its_vendor(schema: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "recipe.yml").write_text(text, "utf-8")

    assert "" == complaints(schema, tmp_path / "recipe.yml")


@pytest.mark.parametrize(("schema", "text"), SCHEMAS.items(), ids=SCHEMAS)
def test_a_recipe_that_does_not_fit_is_noticed(schema: str, text: str, tmp_path: Path) -> None:
    broken = re.sub(r"(runs-on|using|artifacts): ?.*", r"\1: [7]", text, count=1)
    (tmp_path / "recipe.yml").write_text(re.sub(r"\[7\]\n(?:    .*\n)+", "[7]\n", broken, count=1), "utf-8")

    assert "" != complaints(schema, tmp_path / "recipe.yml")


def test_the_jenkinsfile_is_whole() -> None:
    """Nothing checks a Jenkinsfile without a Jenkins: at least its brackets close, and its parts are there."""
    text = re.sub(r"'''.*?'''|'[^']*'|\"[^\"]*\"", "", NAMED["Jenkinsfile"], flags=re.DOTALL)

    assert [text.count(sign) for sign in "{("] == [text.count(sign) for sign in "})"]
    assert [] == [
        part for part in ("agent", "stages", "steps", "post", "junit", "archiveArtifacts") if part not in text
    ]
