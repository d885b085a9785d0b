"""Chinese words of the reports for build servers, pull requests and spreadsheets, and of picking cases in the page."""

from __future__ import annotations

__all__ = ["FORMATS"]

FORMATS = {
    "filter.skip": "跳到案例列表",
    "filter.text": "在标题、问题和对话中搜索",
    "filter.bot": "机器人",
    "filter.status": "结论",
    "filter.kind": "问题类型",
    "filter.severity": "严重程度",
    "filter.lang": "语言",
    "filter.tag": "标签",
    "filter.all": "全部",
    "filter.reset": "恢复全部",
    "filter.count": "共{total}个案例，显示{n}个",
    "filter.more": "列出其余案例",
    "junit.run.name": "整次评测",
    "junit.omitted.name": "已计入但未逐一列出的案例",
    "junit.omitted": "未逐一列出的案例：通过{passed}个，未通过{failed}个，无法判定{inconclusive}个。",
    "markdown.worst": "请先看这些",
    "markdown.case": "案例",
    "markdown.finding": "**{kind}：** {told}",
    "markdown.quote": "{speaker}：{said}",
    "markdown.rest": "全部{n}个未通过的案例",
    "markdown.left_out": "因篇幅所限，此处略去{n}个案例；HTML报告中列有全部案例。",
    "markdown.bots": "此处略去另外{n}个机器人。",
}
