"""Learns to read dialogue acts from the utterances beside this file, and writes the models that `runaround` ships.

Deterministic: the same utterances give the same models, byte for byte, with the same version of scikit-learn.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from lines import Utterance, digest_of, read_all
from runaround.reading.features import features_of
from runaround.reading.learned import SIDES, row_as_text
from runaround.reading.likeness import COMMON, content_of

HERE = Path(__file__).parent
MODELS = HERE.parent / "harness" / "runaround" / "reading"
LANGUAGES = ("en", "zh")

SEED = 0
TOLERANCE = 0.001
STRENGTH = 100.0
LEAST_LINES = 60
RAREST = 2
PRECISION = 0.95
PRECISION_OF = {
    **dict.fromkeys(("refuse_human", "human_unavailable", "offer_human"), 0.92),
    "ask_human": 0.96,
    "announce_transfer": 0.97,
    "close_case": 0.97,
    "pitch": 0.98,
    "object": 0.90,
    **dict.fromkeys(("not_done", "already_gave"), 0.85),
    **dict.fromkeys(("told_otherwise", "asked_before"), 0.80),
}
"""Other demands on single acts. Lower where no detector accuses for the act alone, or where a phrasebook names words
without which nobody does it; higher where a transfer that was announced is held against the company if nobody comes."""
LARGEST = 127
SMALLEST = 2
HASH_FOLDS = 4
ENDLESS = 1e9
FEWEST_FOUND = 5

NOT_WITH_ITEMS = frozenset(
    {
        *("ask_secret", "refuse_human", "offer_human", "announce_transfer", "human_unavailable", "disparage", "pitch"),
        *("retain", "credit", "fee", "close_case", "closing", "done", "fallback"),
        *("ask_human", "drop_human", "decide_cancel", "decide_refund", "settled", "goodbye", "still_waiting", "threat"),
        *("distress", "ask_repeat"),
    }
)
"""Acts that a line of such a file does not do besides, unless it says so."""
NOT_ASKED_OF_ALL = frozenset({"told_otherwise", "asked_before", "not_done"})
"""Acts that only some writers were asked for: the lines of the others say nothing about them."""
SECRETS = frozenset({"request bank_card", "defect bank_card", "confirm bank_card"})
"""Lines about cards: whether they ask for a secret is not said."""
MAY_ASK = frozenset(
    {"clarify", "routing_question", "confirm", "ask_secret", "alternative", "other_channel", "redirect"}
)
"""Acts whose lines may ask for an item in passing, so that they prove nothing about items."""


def is_item(act: str) -> bool:
    """Say whether a label names what is done with an item ("request photo")."""
    return " " in act


def judged(line: Utterance, act: str, files: frozenset[str]) -> bool:
    """Say whether a line says anything about an act: whether its writer had the act in mind.

    files: those that have lines which do it.
    """
    if act in NOT_ASKED_OF_ALL:
        return line.file in files
    if not is_item(act):
        return not line.is_of_items or (act in NOT_WITH_ITEMS and line.acts.isdisjoint(SECRETS))
    return line.is_of_items or line.acts.isdisjoint(MAY_ASK)


def folds_of(lines: Sequence[Utterance], act: str) -> np.ndarray:
    """Return the fold of each line: its writer, so that nobody is tested on their own hand; else by its text."""
    files = sorted({line.file for line in lines if act in line.acts})
    if len(files) > 1:
        return np.array([files.index(line.file) if line.file in files else _hashed(line, len(files)) for line in lines])
    return np.array([_hashed(line, HASH_FOLDS) for line in lines])


def _hashed(line: Utterance, count: int) -> int:
    return int(hashlib.sha256(line.text.encode()).hexdigest(), 16) % count


def matrix_of(lines: Sequence[Utterance], numbers: dict[str, int]) -> csr_matrix:
    """Return one row a line: its features, each weighing the same, of length 1 in all."""
    indptr, indices, data = [0], [], []
    for line in lines:
        row = features_of(line.text)
        known = sorted(numbers[feature] for feature in row if feature in numbers)
        indices += known
        data += [1 / np.sqrt(len(row) or 1)] * len(known)
        indptr.append(len(indices))
    places = np.array(indices, dtype=np.int32)
    return csr_matrix((np.array(data), places, np.array(indptr, dtype=np.int32)), shape=(len(lines), len(numbers)))


def learn(matrix: csr_matrix, wanted: np.ndarray) -> LogisticRegression:
    """Return the model of one act. wanted: for each row, whether the line does it."""
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=SEED, tol=TOLERANCE)
    return model.fit(matrix, wanted)


def held_out_scores(matrix: csr_matrix, wanted: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return the score of each line by a model that has seen nothing of its fold."""
    scores = np.zeros(len(wanted))
    for fold in sorted(set(folds)):
        there = folds == fold
        scores[there] = learn(matrix[~there], wanted[~there]).decision_function(matrix[there])
    return scores


def measure(scores: np.ndarray, wanted: np.ndarray, *, precision: float) -> tuple[float, float, float]:
    """Return the least score that is demanded, with precision and recall there; without any good enough, none is."""
    order = np.argsort(-scores, kind="stable")
    hits = wanted[order]
    right = np.cumsum(hits)
    precisions, recalls = right / np.arange(1, len(hits) + 1), right / wanted.sum()
    good = np.flatnonzero((precisions >= precision) & (np.arange(len(hits)) >= FEWEST_FOUND))
    if not len(good):
        return ENDLESS, 1.0, 0.0
    at = int(good[-1])
    return float(scores[order[at]]), float(precisions[at]), float(recalls[at])


def train(lines: Sequence[Utterance]) -> dict[str, object]:
    """Return the model of one language and side, as plain data."""
    seen = Counter(feature for line in lines for feature in features_of(line.text))
    kept = sorted(feature for feature, count in seen.items() if count >= RAREST)
    matrix = matrix_of(lines, {feature: number for number, feature in enumerate(kept)})
    counts = Counter(act for line in lines for act in line.acts)
    acts = sorted(act for act, count in counts.items() if count >= LEAST_LINES and not is_item(act))
    columns, biases, measured = [], [], []
    for act in acts:
        files = frozenset(line.file for line in lines if act in line.acts)
        there = np.array([judged(line, act, files) for line in lines])
        own = [line for line, use in zip(lines, there, strict=True) if use]
        wanted = np.array([act in line.acts for line in own])
        scores = held_out_scores(matrix[there], wanted, folds_of(own, act))
        measured.append(measure(scores, wanted, precision=PRECISION_OF.get(act, PRECISION)))
        model = learn(matrix[there], wanted)
        columns.append(model.coef_[0])
        biases.append(float(model.intercept_[0]))
        print(f"  {act:24} {counts[act]:5}  precision {measured[-1][1]:.2f}, recall {measured[-1][2]:.2f}", flush=True)
    packed = pack(kept, acts, np.array(columns), biases, measured)
    packed["trained"] = {"lines": len(lines), "of_act": [counts[act] for act in acts], "digest": digest_of(lines)}
    return packed


def pack(
    features: list[str],
    acts: list[str],
    weights: np.ndarray,
    biases: list[float],
    measured: list[tuple[float, float, float]],
) -> dict[str, object]:
    """Return a model as plain data, its weights rounded to whole numbers from -LARGEST to LARGEST."""
    scale = float(np.abs(weights).max()) / LARGEST
    whole = np.rint(weights / scale).astype(int)
    table = {}
    for number, feature in enumerate(features):
        heavy = [act for act in range(len(acts)) if abs(whole[act, number]) >= SMALLEST]
        if heavy:
            table[feature] = row_as_text(int(one) for act in heavy for one in (act, whole[act, number]))
    return {
        "acts": acts,
        "biases": [round(bias, 6) for bias in biases],
        "scale": round(scale, 9),
        "measured": [[round(value, 6) for value in row] for row in measured],
        "weights": table,
    }


def count_content(lines: Sequence[Utterance]) -> dict[str, object]:
    """Return how many lines there are, and in how many each common feature of content stands: see `likeness`."""
    met = Counter(feature for line in lines for feature in content_of(line.text).features)
    return {"lines": len(lines), "met": {feature: met[feature] for feature in sorted(met) if met[feature] > COMMON}}


def main() -> None:
    """Train all models, or those named as `en.company`, and write them, and the weights of content."""
    weights = {lang: count_content(read_all(lang)) for lang in LANGUAGES}
    text = json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True)
    (MODELS / "weights.json").write_text(text + "\n", encoding="utf-8")
    chosen = sys.argv[1:] or [f"{lang}.{side}" for lang in LANGUAGES for side in SIDES]
    for name in chosen:
        lang, side = name.split(".")
        lines = [line for line in read_all(lang) if line.side == side]
        print(f"{lang}, {side}: {len(lines)} utterances")
        with threadpool_limits(limits=1):  # several add up in another order, and another last digit is another model
            model = train(lines)
        packed = json.dumps(model, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        path = MODELS / f"learned.{name}.json.gz"
        path.write_bytes(gzip.compress(packed, mtime=0))
        print(f"  {path.name}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
