"""The signs of adapters that are installed, ours and other people's, are found beside their modules."""

import importlib
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from runaround.errors import PluginError
from runaround.recognising import Sureness, find_signs, signs_files


@pytest.fixture
def adapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package of somebody's adapter, installed; returns the file of its signs."""
    package = tmp_path / "toy_adapter"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "toy.py").write_text("def make(*_): ...", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "toy_adapter", raising=False)
    importlib.invalidate_caches()
    point = EntryPoint("toy", "toy_adapter.toy:make", "runaround.adapters")
    # Entry points are read from what is installed; installing a wheel for one name would cost seconds.
    monkeypatch.setattr(signs_files, "find_plugins", lambda _group: {"toy": point})
    return package / "toy.signs.yaml"


def test_an_adapter_of_somebody_else_proposes_itself(adapter: Path) -> None:
    adapter.write_text("signs: [{address: 'toy://.*', because: its scheme, target: {url: <url>}}]", "utf-8")

    (sign,) = find_signs()

    assert ("toy", "toy://.*", Sureness.LIKELY) == (sign.adapter, sign.address, sign.sure)


def test_an_adapter_without_signs_proposes_nothing(adapter: Path) -> None:
    assert not adapter.exists()
    assert () == find_signs()


@pytest.mark.parametrize("text", ["signs: [{adress: x}]", "signs: [{when: 'a ||'}]", "signs: [{address: '('}]", "a: 1"])
def test_signs_that_are_wrong_are_told_with_their_file(text: str, adapter: Path) -> None:
    adapter.write_text(text, "utf-8")

    with pytest.raises(PluginError, match=r"toy\.signs\.yaml: the signs of the adapter 'toy' cannot be used"):
        find_signs()


def test_our_own_signs_can_all_be_read() -> None:
    assert {"http", "openai", "rasa", "a2a", "directline", "twiml", "websocket"} <= {
        one.adapter for one in find_signs()
    }
