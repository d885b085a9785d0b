"""What becomes of promptfoo's assertions.

Source: promptfoo documentation, "Deterministic metrics" and "Model-graded metrics".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from runaround.imports.draft import Draft
from runaround.imports.structure import as_list, as_map, as_text
from runaround.imports.wording import NO_REGEX, is_regex, quote_regex

__all__ = ["assert_output"]

_Fill = Callable[[str], str]

_NOT = "not-"
_JUDGE = "a language model or an embedding would judge this; runaround judges by rules"
_CODE = "runaround runs no code of a test file, and asks no foreign server"
_JSON = "a bot's words to a consumer are not JSON; what the raw answer must hold is said by 'json' in a check"
_METRIC = "a measure of text against text; runaround looks for words, and finds repetition by its own likeness"
_MODEL = "a property of a model's output that no consumer sees"
_PART = "a part of several texts must come, or not all of them may: no check says that"

_LEFT: Mapping[str, str] = {
    **dict.fromkeys(
        [
            "llm-rubric",
            "model-graded-closedqa",
            "model-graded-factuality",
            "factuality",
            "answer-relevance",
            "context-faithfulness",
            "context-recall",
            "context-relevance",
            "conversation-relevance",
            "conversational-faithfulness",
            "g-eval",
            "select-best",
            "max-score",
            "agent-rubric",
            "research-rubric",
            "search-rubric",
            "video-rubric",
            "similar",
            "classifier",
            "moderation",
            "guardrails",
            "pi",
            "citation-faithfulness",
            "noise-sensitivity",
            "llama-guard",
            "trajectory:goal-success",
        ],
        _JUDGE,
    ),
    **dict.fromkeys(("javascript", "python", "ruby", "webhook"), _CODE),
    **dict.fromkeys(("is-json", "contains-json"), _JSON),
    **dict.fromkeys(("levenshtein", "rouge-n", "rouge-l", "rouge-s", "bleu", "gleu", "meteor", "f-score"), _METRIC),
    **dict.fromkeys(
        [
            "cost",
            "perplexity",
            "perplexity-score",
            "finish-reason",
            "is-valid-function-call",
            "is-valid-openai-function-call",
            "is-valid-openai-tools-call",
            "tool-call-f1",
            "skill-used",
            "trajectory:tool-used",
            "trajectory:tool-args-match",
            "trajectory:tool-sequence",
            "trajectory:step-count",
            "trace-span-count",
            "trace-span-duration",
            "trace-error-spans",
        ],
        _MODEL,
    ),
    **dict.fromkeys(("is-html", "contains-html", "is-sql", "contains-sql", "is-xml", "contains-xml"), _MODEL),
    "word-count": "no check is for the length of a reply",
    "is-refusal": "whether a human or help is refused is found by runaround itself",
}
_CONTAINS = frozenset({"contains", "contains-any", "contains-all"})


def assert_output(assertion: Mapping[str, Any], draft: Draft, *, fill: _Fill) -> None:
    """Put what an assertion demands of the reply into the draft, or say why it cannot be.

    fill: gives the pattern of an expected text with its variables.
    """
    name, ledger = as_text(assertion.get("type")), draft.ledger
    kind = name.removeprefix(_NOT)
    value = assertion.get("value")
    if any(text.startswith("file://") for text in _texts(value)):
        ledger.leave(name, "its value stands in another file")
    elif kind in _LEFT:
        ledger.leave(name, _LEFT[kind])
    elif kind.removeprefix("i") in _CONTAINS:
        _assert_contains(name, [fill(text) for text in _texts(value)], draft)
    elif name == "equals":
        _assert_equals(value, draft, fill=fill)
    elif name in {"regex", "starts-with"}:
        text = as_text(value)
        _assert_regex(name, text if name == "regex" else rf"(?s)^\s*{quote_regex(fill(text))}", draft)
    elif name == "latency":
        _assert_latency(assertion.get("threshold"), draft)
    elif name == "assert-set":
        _assert_set(assertion, draft, fill=fill)
    else:
        ledger.leave(name or "an assertion without a type", "no check says this")


def _assert_contains(name: str, patterns: list[str], draft: Draft) -> None:
    is_not, is_all = name.startswith(_NOT), name.endswith("-all") and len(patterns) > 1
    if is_not and is_all:
        draft.ledger.leave(name, _PART)
        return
    groups = [[pattern] for pattern in patterns] if is_all else [patterns]
    expect = draft.expect_none if is_not else draft.expect_any
    noted = [expect(group) for group in groups]
    if any(noted):
        if name.removeprefix(_NOT).startswith("i"):
            draft.ledger.carry(name)
        else:
            draft.ledger.change(name, "case does not count")


def _assert_equals(value: Any, draft: Draft, *, fill: _Fill) -> None:  # noqa: ANN401 (foreign data)
    if isinstance(value, dict | list):
        draft.ledger.leave("equals", _JSON)
    elif draft.expect_any([fill(as_text(value))]):
        draft.ledger.change("equals", "more may be said around it, and case does not count")


def _assert_regex(name: str, pattern: str, draft: Draft) -> None:
    if not is_regex(pattern):
        draft.ledger.leave(name, NO_REGEX)
        return
    if draft.expect_match(pattern):
        draft.ledger.carry(name)


def _assert_latency(threshold: Any, draft: Draft) -> None:  # noqa: ANN401 (foreign data; milliseconds)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 100 <= threshold <= 3_600_000:
        draft.ledger.leave("latency", "expected a number of milliseconds from 100 to 3600000")
        return
    draft.expect_within(round(threshold / 1000, 3))
    draft.ledger.change("latency", "holds for every reply of the scenario (reply_within_s)")


def _assert_set(assertion: Mapping[str, Any], draft: Draft, *, fill: _Fill) -> None:
    if assertion.get("threshold") not in {None, 1}:
        draft.ledger.leave("assert-set with a threshold", _PART)
        return
    for one in as_list(assertion.get("assert")):
        # Sets hold plain assertions; a set in a set would have no end of its own.
        if as_text(as_map(one).get("type")) != "assert-set":
            assert_output(as_map(one), draft, fill=fill)


def _texts(value: Any) -> list[str]:  # noqa: ANN401 (foreign data)
    """Return the texts of a value: itself, or those of its list."""
    return [text for one in (value if isinstance(value, list) else [value]) if (text := as_text(one))]
