"""Chinese words for how bad a finding is and how sure."""

from __future__ import annotations

__all__ = ["ASSESSED"]

ASSESSED = {
    "assessed.high": "严重程度：{severity}；可信度：高。人工标注过的对话里有 {cases} 段指出了这类问题，"
    "其中 {right} 段处处属实（95% 区间 {low}–{high}）。",
    "assessed.medium": "严重程度：{severity}；可信度：中。人工标注过的对话里有 {cases} 段指出了这类问题，"
    "其中 {right} 段处处属实（95% 区间 {low}–{high}）。",
    "assessed.low": "严重程度：{severity}；可信度：低。人工标注过的对话里有 {cases} 段指出了这类问题，"
    "其中只有 {right} 段处处属实（95% 区间 {low}–{high}）。",
    "assessed.few": "严重程度：{severity}；样本太少，可信度尚无定论。人工标注过的对话里有 {cases} 段指出了这类问题，"
    "其中 {right} 段处处属实（95% 区间 {low}–{high}）。",
    "assessed.unknown": "严重程度：{severity}；可信度未知：这类问题没有测量过。",
    "assessed.plain": "严重程度：{severity}；可信度：{confidence}。",
    "assessed.brief": "{sentence}［严重程度：{severity}；可信度：{confidence}］",
    "confidence.high": "高",
    "confidence.medium": "中",
    "confidence.low": "低",
    "confidence.few": "样本太少",
    "confidence.unknown": "未知",
    "note.confidence": "严重程度表示一处问题让消费者付出多大代价，由问题类型和事情本身的轻重决定。"
    "可信度表示在人工标注过的对话里，有多少段的同类问题处处属实；换了别的企业，这个比例可能更低。"
    "它说的是一类问题，不是这一处；这一处是否属实，请看对话原文。",
}
