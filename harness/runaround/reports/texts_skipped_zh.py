"""Chinese words for scenarios that a channel cannot play."""

from __future__ import annotations

__all__ = ["SKIPPED"]

SKIPPED: dict[str, str] = {
    "skipped": "渠道不支持：没有{list}",
    "skipped.count": "有{n}个场景因渠道不支持而跳过：渠道没有它们需要的功能。这些场景不说明机器人的好坏。",
    "skipped.entry": "没有{lacks}：{list}",
    "skipped.entry.bot": "{bot} 没有{lacks}：{list}",
    "section.skipped": "因渠道不支持而跳过",
    "headline.skipped": "什么都没有执行：渠道没有{n}个场景所需要的功能",
    "need.buttons": "按钮",
    "need.links": "链接",
    "need.uploads": "文件上传",
    "need.handoff_signal": "转人工信号",
    "need.unsolicited": "主动消息",
    "need.clock": "告知机器人的时钟",
    "need.fetches": "文件是否被取走的信息",
    "need.turn_end": "回复结束信号",
    "need.human_side": "人工一侧",
    "story.needs": "渠道需要有：{list}。",
}
