"""Chinese words of the reports for build servers, pull requests and spreadsheets."""

from __future__ import annotations

__all__ = ["FORMATS"]

FORMATS = {
    "junit.run.name": "整次评测",
    "junit.omitted.name": "已计入但未逐一列出的案例",
    "junit.omitted": "未逐一列出的案例：通过{passed}个，失败{failed}个，无法判定{inconclusive}个。",
    "markdown.worst": "请先看这些",
    "markdown.case": "案例",
    "markdown.rest": "全部{n}个未通过的案例",
    "markdown.left_out": "因篇幅所限，此处略去{n}个案例；HTML报告中列有全部案例。",
    "markdown.bots": "此处略去另外{n}个机器人。",
}
