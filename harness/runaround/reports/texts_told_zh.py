"""Chinese words for one case told on a terminal, and for what a session of tests says at its end."""

from __future__ import annotations

__all__ = ["TOLD"]

TOLD = {
    "told.heading": "{title}（{scenario}），{target}",
    "told.expected": "应有的结果：{wishes}。",
    "told.kind": "{label}（{kind}），第{list}轮。{rule}",
    "told.failed.check": "与场景要求不符：{sentence}",
    "told.failure": "我们自己的检测器出错（{name}）：{error}",
    "told.record": "记录：{command}",
    "told.unjudged": "无法判定：{why}",
    "session.flaky": "多次结果不一致：{list}",
    "session.flaky.part": "{name} 共 {times} 次，通过 {passed} 次",
    "session.kept": "运行 {run}：{planned} 个案例中有 {recorded} 个已记录在 {store}。",
    "session.look": "查看单个对话：{command}",
    "session.report": "报告：{path}",
}
