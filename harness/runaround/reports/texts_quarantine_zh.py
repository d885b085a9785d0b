"""Chinese words for cases in quarantine."""

from __future__ import annotations

__all__ = ["QUARANTINE"]

QUARANTINE: dict[str, str] = {
    "quarantine": "由{author}隔离至{expires}：{reason}",
    "quarantine.mark": "已隔离",
    "quarantine.issue": "（{issue}）",
    "quarantine.count": "有{n}个案例处于隔离状态：照常列出，但不计入本报告的任何数字。",
    "quarantine.over": "隔离文件中有{n}条已经过期，不再起作用。",
    "quarantine.released": "隔离文件中有{n}条可以解除：相应案例已重新通过。",
    "quarantine.entry": "{what}：{did}。设定人：{author}，有效期至{expires}。理由：{reason}",
    "quarantine.did": "隔离了{n}个案例，其中{passed}个通过，{failed}个未通过",
    "quarantine.did.not": "没有隔离任何案例，无相符的案例",
    "quarantine.expired": "已过期，相符的{n}个案例重新计入",
    "quarantine.release": "隔离了{n}个案例，已连续通过{row}次，可以解除",
    "section.quarantine": "隔离中的案例",
}
