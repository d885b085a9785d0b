"""Chinese words for findings that a person has suppressed; in Chinese, waived."""

from __future__ import annotations

__all__ = ["SUPPRESSED"]

SUPPRESSED: dict[str, str] = {
    "suppressed": "由{author}豁免至{expires}：{reason}",
    "suppressed.sentence": "{sentence}（由{author}豁免至{expires}：{reason}）",
    "suppressed.count": "有{n}处问题已被豁免：照常列出，但不计入本报告的任何数字。",
    "suppressed.over": "豁免文件中有{n}条已经过期，不再起作用。",
    "suppressed.nothing": "除已豁免的以外，没有发现问题。",
    "suppressed.entry": "{what}：{did}。设定人：{author}，有效期至{expires}。理由：{reason}",
    "suppressed.did": "豁免了{n}处问题",
    "suppressed.did.not": "没有豁免任何问题，无相符的发现",
    "suppressed.expired": "已过期，相符的{n}处问题重新计入",
    "suppressed.what": "“{kind}”，{places}",
    "suppressed.all": "所有案例",
    "suppressed.scenario": "场景 {name}",
    "suppressed.case": "案例 {name}",
    "suppressed.turn": "第{n}轮",
    "section.suppressed": "已豁免的问题",
}
