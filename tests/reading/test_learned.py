"""What was learned reads wordings that no phrase has, needs its words, and can be explained."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from runaround.model import Message, Speaker
from runaround.reading import Act, read_message, shipped
from runaround.reading.features import features_of
from runaround.reading.learned import LEARNED, SIDES, load_model, read_learned, why_learned

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "harness" / "runaround" / "reading"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "act", "by_consumer"),
    [
        ("get me somebody with a pulse who can sort this", Act.ASK_HUMAN, True),
        ("喊你们管事的人出来跟我说", Act.ASK_HUMAN, True),
        ("all of our engineers are out on jobs right now", Act.HUMAN_UNAVAILABLE, False),
        ("很抱歉,专员这会儿都在服务其他客户", Act.HUMAN_UNAVAILABLE, False),
    ],
)
def test_what_was_learned_reads_an_act(text: str, act: Act, by_consumer: bool) -> None:
    assert act in read_learned(text, shipped(), by_consumer=by_consumer)


def test_a_learned_act_is_one_of_the_message() -> None:
    said = read_message(Message(Speaker.CONSUMER, "Get me somebody with a pulse who can sort this."))

    assert Act.ASK_HUMAN in said.acts


@pytest.mark.parametrize("text", ["", "42", "?!", "~~", "ok", "日本語のみ", "\u200f\u202e"])
def test_nothing_is_learned_of_texts_that_say_nothing(text: str) -> None:
    assert frozenset() == read_learned(text, shipped(), by_consumer=False)


def test_an_act_is_not_read_without_its_words() -> None:
    lexicon = shipped().narrow(["the hamster is asleep"])
    needed = {book.language: book.learned[Act.ASK_HUMAN] for book in lexicon.books if Act.ASK_HUMAN in book.learned}

    assert {"en", "zh"} == set(needed)
    assert not needed["en"].holds(lexicon.consumer_matches("please close it now"))
    assert Act.ASK_HUMAN not in read_learned("please, i would like to close it now", lexicon, by_consumer=True)


def test_spanish_is_read_by_its_phrasebook_alone() -> None:
    text = "quiero hablar con una persona de verdad ahora mismo"

    assert frozenset() == read_learned(text, shipped().narrow([text]), by_consumer=True)


def test_figures_and_case_make_no_difference() -> None:
    assert features_of("Order 4711, PLEASE") == features_of("order 20,5 please")
    assert features_of("转人工") == features_of("轉人工")


def test_the_features_that_weigh_most_are_told() -> None:
    why = why_learned("get me a human", shipped(), Act.ASK_HUMAN, by_consumer=True)

    assert any("hum" in feature and weight > 0 for feature, weight in why)
    assert [abs(weight) for _, weight in why] == sorted((abs(weight) for _, weight in why), reverse=True)


@pytest.mark.parametrize("lang", LEARNED)
@pytest.mark.parametrize("side", SIDES)
def test_a_model_is_small_and_whole(lang: str, side: str) -> None:
    model = load_model(lang, side)

    assert len(model.acts) == len(model.measured) == len(model.biases)
    assert {act.value for act in Act} & set(model.acts)
    assert (MODELS / f"learned.{lang}.{side}.json.gz").stat().st_size < 1_000_000


@pytest.mark.parametrize("lang", LEARNED)
def test_the_models_were_made_from_the_utterances_that_lie_here(lang: str) -> None:
    lines_of = load(ROOT / "training" / "lines.py")

    for side in SIDES:
        lines = [line for line in lines_of.read_all(lang) if line.side == side]
        packed = json.loads(gzip.decompress((MODELS / f"learned.{lang}.{side}.json.gz").read_bytes()))

        assert packed["trained"]["digest"] == lines_of.digest_of(lines)


def test_the_page_of_figures_is_made_from_the_models() -> None:
    page = load(ROOT / "docs" / "learned.py")

    assert page.write_page() == (ROOT / "docs" / "learned.md").read_text(encoding="utf-8")
