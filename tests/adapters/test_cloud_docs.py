"""The pages of the adapters `lex` and `dialogflow` are complete, and their examples load."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "docs" / "adapters"
PAGES = {name: (FOLDER / f"{name}.md").read_text("utf-8") for name in ("lex", "dialogflow")}
AS_OVER_HTTP = {"adapter", "name", "headers", "system", "limits"}
KEYS = [
    (name, key)
    for name in PAGES
    for key in json.loads((files("runaround_adapters") / f"{name}.schema.json").read_text("utf-8"))["properties"]
    if key not in AS_OVER_HTTP
]
EXAMPLES = [
    text for page in PAGES.values() for text in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
]
PERSON = {"type": "authorized_user", "client_id": "id", "client_secret": "s", "refresh_token": "r"}
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret-key-7",
    "GOOGLE_TOKEN": "ya29.token",
    "GOOGLE_APPLICATION_CREDENTIALS": json.dumps(PERSON),
}


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_every_key_has_a_row(name: str, key: str) -> None:
    assert re.search(rf"^\| `{key}` \|", PAGES[name], re.MULTILINE)


@pytest.mark.parametrize("text", EXAMPLES, ids=[f"example_{number}" for number in range(1, len(EXAMPLES) + 1)])
def test_every_example_loads(make_adapter, text: str) -> None:
    has_people = "human" in yaml.safe_load(text)

    assert has_people == make_adapter(text, **ENVIRONMENT).capabilities.human_side
