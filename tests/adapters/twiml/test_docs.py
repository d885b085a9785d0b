"""The page of the adapter is complete, and its phone menu is found to be what the page says."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from aiohttp import web

import runaround
from runaround.cli import main
from runaround.reports.console import render

PAGE = (Path(__file__).parents[3] / "docs" / "adapters" / "twiml.md").read_text("utf-8")
SCHEMA = json.loads((files("runaround_adapters") / "twiml.schema.json").read_text("utf-8"))


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of the page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def keys_of(schema: dict) -> set[str]:
    """Return the name of every key that a schema knows, at any depth."""
    below = [*schema.get("properties", {}).items(), *schema.get("$defs", {}).items()]
    named = set(schema.get("properties", {}))
    return named.union(*(keys_of(one) for _, one in below)) if below else named


@pytest.mark.parametrize("key", sorted(keys_of(SCHEMA)))
def test_every_key_of_the_schema_has_a_row(key: str) -> None:
    rows = re.findall(r"^\| (`[^|]*`) \|", PAGE, re.MULTILINE)

    assert key in {name for row in rows for name in re.findall(r"`(\w+)`", row)}


@pytest.mark.anyio
async def test_the_menu_of_the_page_is_what_the_page_says(serve, tmp_path, monkeypatch, capsys) -> None:
    names: dict = {"__name__": "docs"}
    exec(blocks("python")[0], names)
    target, scenario = blocks("yaml")[1:3]
    (tmp_path / "phone").mkdir()
    (tmp_path / "phone" / "kettle_refund.yaml").write_text(scenario, "utf-8")
    monkeypatch.chdir(tmp_path)

    async def answer(request: web.Request) -> web.StreamResponse:
        return await names["answer"](request)

    async with serve(answer) as url:
        (tmp_path / "kettles.yaml").write_text(target.replace("http://127.0.0.1:5000", url), "utf-8")
        run = await runaround.arun("kettles.yaml", "phone/kettle_refund.yaml", store="runs.db")
    kinds = [finding.kind for case in run.cases for finding in case.verdict.findings]
    main(["show", "latest", "kettles.kettle_refund.en", "--run", "--store", "runs.db"])

    assert ["loop/menu"] * 3 + ["handoff_failure/unavailable"] == kinds
    said = capsys.readouterr().out + render(run)
    for block in blocks("text"):
        for part in block.split("…\n"):
            assert _without_seconds(part.rstrip()) in _without_seconds(said)


def _without_seconds(text: str) -> str:
    """Return `text` without lengths of time: a slow machine is a slow application."""
    return re.sub(r"\d+ min \d+ s", "some minutes", text)
