"""What a target file does not explain is told with the keys that this adapter's files really have."""

import json
import re
from importlib.resources import files

import pytest

from runaround.conformance.stage import Script, Stage
from runaround.errors import WrongShape
from runaround.fake import FAKE_GROUP, Foreign
from runaround.model import Say
from runaround.plugins import load_plugins

pytestmark = pytest.mark.anyio

FAKES = load_plugins(FAKE_GROUP)


@pytest.mark.parametrize(
    ("fake", "advice"),
    [
        ("websocket", "; describe it in reply or signals."),
        ("stdio", "; describe it in reply or signals."),
        ("rasa_rest", "; say in text or events where its meaning stands."),
    ],
)
async def test_the_keys_that_are_named_are_keys_of_the_file(fake: str, advice: str) -> None:
    stage = Stage(FAKES[fake], quiet_s=0.1)

    error = await stage.fail(Script([[Foreign()]]), Say("hi"))

    async with stage.fake.serve(Script(), 0.1) as served:
        schema = json.loads(files("runaround_adapters").joinpath(f"{served.target['adapter']}.schema.json").read_text())
    assert isinstance(error, WrongShape)
    assert str(error).endswith(advice)
    assert set(re.findall(r"reply|signals|text|events", advice)) <= set(schema["properties"])
