"""The page of official accounts is complete, and its examples load."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "adapters" / "wechat.md").read_text("utf-8")
SCHEMA = json.loads((files("runaround_adapters") / "wechat.schema.json").read_text("utf-8"))
AS_OVER_HTTP = {"adapter", "name", "limits", "system"}
SECRETS = {"WECHAT_TOKEN": "a-token", "WECHAT_SECRET": "a-secret", "WECHAT_AES_KEY": "0123456789" * 4 + "abc"}


@pytest.mark.parametrize("key", sorted(SCHEMA["properties"].keys() - AS_OVER_HTTP))
def test_every_key_has_a_row(key: str) -> None:
    assert f"| `{key}` |" in PAGE


@pytest.mark.parametrize("text", re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
def test_every_example_loads(make_adapter, text: str) -> None:
    assert make_adapter(text, **SECRETS).capabilities.human_side
