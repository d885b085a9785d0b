"""Chinese words (simplified) in which a scenario is told as a story; a test keeps the keys those of the English."""

from __future__ import annotations

__all__ = ["STORY"]

_HEADINGS = {
    "story.who": "消费者",
    "story.visits": "怎么说",
    "story.holds": "知道什么、有什么",
    "story.settles": "怎样算解决",
    "story.human": "人工",
    "story.patience": "耐心",
    "story.reactions": "听到什么会怎么做",
    "story.good": "好的机器人会怎么做",
    "story.probes": "向企业的测试系统查询",
    "story.looks_for": "用来发现什么",
}

_WHO = {
    "story.severity": "严重程度：{value}",
    "story.source": "来源：{source}。",
    "channel.chat": "在线聊天",
    "channel.voice": "电话",
    "story.writes.chat": "在聊天窗口里打字。",
    "story.writes.voice": "打电话。",
    "story.typos": "容易写错的词大约有{percent}会写错。",
    "story.split": "较长的消息大约有{percent}会分两条发。",
    "story.punctuation": "不用句号、逗号，也不用大写。",
    "story.variant": "这是变体{list}。",
    "detail.name": "姓名",
    "detail.email": "电子邮箱",
    "detail.date_of_birth": "出生日期",
    "detail.serial_number": "序列号",
    "detail.tax_number": "税号",
}

_VISITS = {
    "story.opening": "开口说{words}。",
    "story.later": "{span}之后：开口说{words}。",
    "story.scripted": "不管机器人怎么回答，先说固定的话：",
    "story.later.scripted": "{span}之后：不管机器人怎么回答，先说固定的话：",
    "story.line.say": "说{words}",
    "story.line.send": "发{items}",
    "story.line.choose": "选{words}",
    "story.then.react": "之后自行应对。",
    "story.then.opening": "之后开口说{words}，再自行应对。",
    "story.then.end": "之后不再说话。",
    "story.more": "{list}（还有{n}种）",
}

_HOLDS = {
    "story.knows": "知道{what}：“{text}”",
    "story.has": "可以发{what}：{describes}",
    "story.has.plain": "可以发{what}",
    "story.again": "对方说明哪里不行之后，另发一份：{describes}",
    "story.again.plain": "对方说明哪里不行之后，另发一份",
    "story.item.other": "其他资料",
    "story.lacks": "没有{list}，被问到会直说。",
    "story.gaps": "文件没有写明是否有{list}：被问到时，案例没有定论。",
}

_SETTLES = {
    "story.solved": "机器人说已经办好{words}。",
    "story.solved.any": "机器人说任何一件事已经办好。",
    "story.answered": "机器人说{words}。",
    "story.accepts": "机器人提出{words}：接受。其他提议都拒绝。",
    "story.choices": "按钮、链接和菜单里，会选{words}。",
}

_HUMAN = {
    "story.wish.never": "不要求人工，提供人工也会谢绝。",
    "story.wish.offered": "不要求人工，但提供人工会接受。",
    "story.wish": "{moments}要求人工：{words}。",
    "story.wish.first": "第一句话就",
    "story.wish.turn": "第{n}次发言时",
    "story.wish.failures": "{n}次回复没有帮助之后",
    "story.wish.seconds": "会话持续{span}之后",
    "story.persistence": "最多重复要求{n}次，然后放弃。",
    "story.persistence.none": "不会重复要求。",
    "story.turns": "自己总共发言{n}次之后放弃。",
    "story.wait": "得不到回答，{span}之后会追问，再等同样长的时间就放弃。",
    "story.visit": "{span}之后离开。",
    "story.late": "超过{span}才回答算迟。",
}

_REACTIONS = {
    "story.when": "当机器人{cues}时：{deed}。",
    "story.when.times": "当机器人{cues}时：{deed}。最多{n}次。",
    "story.cue.items": "索要{list}",
    "story.cue.words": "说{words}",
    "story.cue.and": "，并且",
    "story.deed.say": "说{words}",
    "story.deed.send": "发{items}",
    "story.deed.choose": "选{words}",
    "story.deed.wait": "{span}不说话",
    "story.deed.leave": "离开，下次再来",
    "story.deed.end": "结束案例（{reason}）",
    "ends.solved": "已解决",
    "ends.accepted_offer": "接受提议",
    "ends.out_of_patience": "没有耐心了",
    "act.greeting": "问候",
    "act.closing": "道别",
    "act.fallback": "没有听懂",
    "act.reprompt": "沉默之后再问",
    "act.request": "索要东西",
    "act.confirm": "复述确认",
    "act.defect": "说明收到的东西哪里不行",
    "act.menu": "显示菜单",
    "act.promise": "作出承诺",
    "act.done": "说事情已办好",
    "act.hold": "请稍候",
    "act.offer": "提出方案",
    "act.offer_human": "提出转人工",
    "act.announce_transfer": "宣布转接",
    "act.refuse_human": "拒绝转人工",
    "act.human_unavailable": "说人工不在",
    "act.routing_question": "为转接提问",
    "act.alternative": "给出别的途径",
    "act.question": "提问",
    "act.thank": "致谢",
}

_MUST = {
    "story.expected": "预期：{wishes}。",
    "story.check": "对第{turn}次发言的回复{what}。",
    "story.check.session": "对第{session}次来访第{turn}次发言的回复{what}。",
    "story.check.contains": "应包含{words}",
    "story.check.misses": "不应包含{words}",
    "story.check.matches": "应符合{words}",
    "story.check.json": "的原始应答应为{words}",
    "story.check.silent": "不应出现",
    "story.check.answered": "应当出现",
    "story.probe.before": "第一次来访之前：{name}（{request}）。",
    "story.probe.after": "最后一次来访之后：{name}（{request}）。",
    "story.probe.session": "第{n}次来访之后：{name}（{request}）。",
    "story.looks_for.nothing": "没有特别指明。",
    "story.also": "同一文件中还有{list}。",
    "story.looks_for.kind": "{name}（{kind}）",
}

_SAMPLE = {
    "sample.heading": "示例：与{specimen}对话，种子 {seed}",
    "sample.clicked": "[选择：{label}]",
    "sample.attachment": "[{kind}：{describes}]",
    "sample.options": "[{list}]",
    "sample.event": "（{event}）",
    "sample.found": "发现：",
    "sample.finding": "{kind}：{sentence}",
    "sample.nothing": "没有发现问题。",
    "sample.result": "{status}：{ending}",
    "sample.link": "链接：{title}",
}

STORY: dict[str, str] = {
    **_HEADINGS,
    **_WHO,
    **_VISITS,
    **_HOLDS,
    **_SETTLES,
    **_HUMAN,
    **_REACTIONS,
    **_MUST,
    **_SAMPLE,
}
