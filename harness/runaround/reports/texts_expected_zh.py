"""Chinese words (simplified) for what was expected; the same keys as in English, which a test keeps so."""

from __future__ import annotations

__all__ = ["EXPECTED"]

_REASONS = {
    "error.at": "第{n}轮：{message}",
    "reason.error": "技术错误：{value}。",
    "reason.detector_failed": "评测程序的检测器“{value}”在此案例上出错。",
    "reason.gap": "机器人索要{value}，而场景中没有定义。",
    "reason.outcome_unknown": "无法读出结果，因此不知道是否“{value}”。",
    "reason.findings": "发现{value}处问题。",
    "reason.expected_resolved": "问题本应解决，结果却是“{value}”。",
    "reason.expected_handed_off": "本应由人工接手，结果却是“{value}”。",
    "reason.expected_unresolved": "本不应满足这一要求，结果却是“{value}”。",
    "reason.transfer_wrong": "机器人本应自行解决，{value}。",
    "reason.transfer_missing": "必须由人工处理，却无人接入。",
    "reason.human_never_came": "本应及时有人工接入，却始终无人接入。",
    "reason.requests_exceeded": "直到人工接入，消费者要求了{took}次人工，最多应为{most}次。",
    "reason.turns_exceeded": "直到人工接入，消费者发言{took}次，最多应为{most}次。",
    "reason.seconds_exceeded": "等到人工接入用了{took}，最多应为{most}。",
    "reason.check_failed": "消费者第{session}次来访第{number}次发言所得的回复不符合场景的要求。",
    "reason.check_not_reached": "企业方在消费者第{session}次来访第{number}次发言之前就结束了会话，无法检查其回复。",
    "reason.check_not_recorded": "消费者第{session}次来访第{number}次发言所得的原始应答没有记录下来，因此无法检查。",
    "reason.probe_failed": "企业的测试系统显示并非如此：“{value}”。",
}

_EXPECTATIONS = {
    "expect.outcome": "结果应为“{value}”",
    "expect.escalation.required": "必须有人工接入",
    "expect.escalation.allowed": "可以转人工",
    "expect.escalation.wrong": "不应转人工",
    "expect.limit": "“{kind}”最多{n}次",
    "expect.requests": "最多要求{n}次就应有人工接入",
    "expect.unasked": "无需要求就应有人工接入",
    "expect.turns": "消费者最多发言{n}次就应有人工接入",
    "expect.seconds": "人工应在{span}内接入",
    "expect.pair": "不应比“{name}”更费力",
    "expect.checks": "{n}条回复应符合场景的规定",
    "borne": "场景允许",
    "borne.sentence": "{sentence}（场景允许。）",
}

_CHECKS = {
    "check.contains": "对第{turn}轮的回复应包含{expected}；{found}。",
    "check.misses": "对第{turn}轮的回复不应包含{expected}；{found}。",
    "check.matches": "对第{turn}轮的回复应符合{expected}；{found}。",
    "check.json": "对第{turn}轮的原始应答应为{expected}；{found}。",
    "check.silent": "第{turn}轮不应有回复；{found}。",
    "check.answered": "第{turn}轮应有回复；{found}。",
    "check.found": "实际为“{text}”",
    "check.found.json": "实际为{text}",
    "check.found.nothing": "没有任何回复",
    "check.label": "回复不符合要求",
    "case.checks": "回复检查",
    "case.checks.of": "{n}条中有{held}条符合要求",
    "probe.holds": "{name}：是",
    "probe.fails": "{name}：否",
    "quoted": "“{text}”",
    "list.or": "或",
}

_PAIRS = {
    "section.pairs": "两相对照",
    "pair.harder": "更费力：{here}，{there}。",
    "pair.not_harder": "并不更费力：{here}，{there}。",
    "effort": "“{title}”用了{n}轮",
    "effort.some": "“{title}”用了{n}轮，{cases}个案例中办成{done}个",
    "effort.none": "“{title}”{cases}个案例都没有办成",
    "effort.none.one": "“{title}”没有办成",
    "pair.note": "消费者的发言轮数，取办成的案例的中位数。不影响任何判定。",
    "case.severity": "严重程度",
    "case.tags": "标签",
    "severity.low": "低",
    "severity.medium": "中",
    "severity.high": "高",
    "severity.critical": "极高",
}

EXPECTED: dict[str, str] = {**_REASONS, **_EXPECTATIONS, **_CHECKS, **_PAIRS}
