"""The pages of the adapters `python` and `stdio` are complete, and what they show works when it is written to files."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from runaround.model import Event, Message, Say, Speaker, TurnEnd
from runaround.target_file import load_target

FOLDER = Path(__file__).parents[2] / "docs" / "adapters"
PAGES = {name: (FOLDER / f"{name}.md").read_text("utf-8") for name in ("python", "stdio")}
AS_ELSEWHERE = {
    *("adapter", "name", "reply", "limits", "system", "turn", "welcome", "message"),
    *("click", "open", "close", "ping", "upload", "signals"),
}
OWN_OF_PYTHON = {"welcome", "message"}


def keys_of(name: str) -> set[str]:
    schema = json.loads((files("runaround_adapters") / f"{name}.schema.json").read_text("utf-8"))
    return set(schema["properties"])


KEYS = [(name, key) for name in PAGES for key in sorted(keys_of(name) - AS_ELSEWHERE)]
KEYS += [("python", key) for key in sorted(OWN_OF_PYTHON)]


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_every_key_has_a_row(name: str, key: str) -> None:
    rows = re.findall(r"^\| `(\w+)`", PAGES[name], re.MULTILINE)

    assert key in rows


def write_examples(name: str, folder: Path) -> list[Path]:
    """Write the programs and the target files of a page into a folder; return the target files."""
    for text in re.findall(r"^```text\n# (\w+\.py)[^\n]*\n(.*?)^```$", PAGES[name], re.MULTILINE | re.DOTALL):
        (folder / text[0]).write_text(text[1], "utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```$", PAGES[name], re.MULTILINE | re.DOTALL)
    paths = [folder / f"target{number}.yaml" for number in range(len(examples))]
    for path, example in zip(paths, examples, strict=True):
        path.write_text(example, "utf-8")
    return paths


@pytest.mark.parametrize("name", PAGES)
def test_every_example_loads(name: str, tmp_path: Path) -> None:
    for path in write_examples(name, tmp_path):
        assert load_target(path, {"BOT_API_KEY": "a-key-of-tests"}).adapter.capabilities


@pytest.mark.anyio
@pytest.mark.parametrize("name", PAGES)
async def test_the_first_example_talks(name: str, tmp_path: Path, case) -> None:
    adapter = load_target(write_examples(name, tmp_path)[0], {}).adapter
    session, _ = await adapter.open(case, session=1)
    try:
        reply = await session.send(Say("hello"))
    finally:
        await session.close()
        await adapter.close()

    assert (Message(Speaker.BOT, "Which order is it about?"),) == reply.messages


@pytest.mark.anyio
async def test_the_last_example_of_python_signals_a_transfer(tmp_path: Path, case) -> None:
    adapter = load_target(write_examples("python", tmp_path)[-1], {}).adapter
    session, _ = await adapter.open(case, session=1)
    reply = await session.send(Say("a human, please"))

    assert ["One moment.", ""] == [message.text for message in reply.messages]
    assert (Event.TRANSFER_STARTED, TurnEnd.RESPONSE) == (reply.messages[-1].event, reply.ended_by)


STRANGE = {
    "no-such-module": ("no_such_module_of_mine:answer", "cannot be imported: ModuleNotFoundError"),
    "no-such-function": ("json:no_such_function", "cannot be imported: AttributeError"),
    "no-function": ("json:__doc__", "is no function"),
}


@pytest.mark.parametrize(("named", "told"), STRANGE.values(), ids=STRANGE)
def test_a_function_that_is_not_there_is_a_mistake_of_the_file(make_adapter, named: str, told: str) -> None:
    from runaround.errors import FileError

    with pytest.raises(FileError, match=told):
        make_adapter(f"adapter: python\ncall: {named}\n")
