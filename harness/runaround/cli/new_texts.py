"""What `runaround new` asks and writes into a new file, in the languages that its author may speak."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ASKED", "COMMENTS", "SAMPLES"]

COMMENTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "One consumer with one goal. The file name is the id, the folder the area.\n"
        "`runaround show` tells this file in plain words, `runaround check` finds its mistakes.",
        "full": "Lines behind a single # are examples: take '# ' away to use them.",
        "title": "What it is about, for reports.",
        "source": "Where it comes from, words to find it by, and how much a consumer loses when it goes wrong.",
        "looks_for": "The kinds of finding that it is made to bring out: see `runaround list`.",
        "facts": "What the consumer knows, and tells when asked. Write with it what it is, as in a message.",
        "evidence": "What the consumer can send: .png, .jpg or .pdf, below this folder; take it out of lacks.",
        "lacks": "What the consumer does not have, and says so. A bot that asks for what stands neither here\n"
        "nor above makes the case inconclusive.",
        "sessions": "How the consumer begins. Of several wordings one is picked; the others say it anew.",
        "later": "A second visit, and how long after the first; {elapsed} is that time in words.",
        "choices": "Buttons, links and menu lines that the consumer takes, best first; * is a gap.",
        "solved_by": "The matter is settled when the bot says of one of these that it is done.",
        "accepts_offers": "Offers that the consumer accepts; others are refused.",
        "human": "When the consumer asks for a human: never, if_offered (takes one that is offered), or a moment.",
        "patience": "How many turns of their own the consumer bears, and how many seconds without an answer.",
        "writing": "How the consumer writes: share of misspelt words, of messages in two parts; punctuation.",
        "reactions": "What the consumer does on hearing something, before anything else.",
        "expect": "What a good bot does: resolved, handed_off or unresolved; a human is required, allowed or wrong.",
        "matrix": "The same in several variants; what stands under a value changes the rest.",
        "sayings": "The consumer's own words; what is left out has a default, except ask_human.",
    },
    "zh": {
        "head": "一个消费者，一件事。`runaround show` 用平常话讲出这个文件，`runaround check` 检查错误。\n"
        "文件名就是编号，文件夹就是领域。",
        "full": "只有一个 # 的行是例子：去掉“# ”就生效。",
        "title": "讲的是什么事，用在报告里。",
        "source": "情况从哪里来，便于查找的词，出了问题消费者损失有多大。",
        "looks_for": "用来发现哪些问题：见 `runaround list`。",
        "facts": "消费者知道什么，被问到就说。像发消息一样连名称一起写。",
        "evidence": "消费者可以发什么文件：.png、.jpg 或 .pdf，放在本文件的文件夹之下。有的就不要写进 lacks。",
        "lacks": "消费者没有什么，被问到会直说。机器人索要这里和上面都没有写的东西时，案例没有定论。",
        "sessions": "消费者怎么开口。写几种说法，会选一种；其余的用来换个说法。",
        "later": "第二次来访，离第一次多久；{elapsed} 是这段时间的说法。",
        "choices": "会选哪些按钮、链接和菜单项，最好的在前；* 表示中间可以有别的字。",
        "solved_by": "机器人说其中一件事已经办好，就算解决。",
        "accepts_offers": "接受哪些提议；其他的都拒绝。",
        "human": "什么时候要求人工：never（不要），if_offered（提供就接受），或者写明时机。",
        "patience": "最多发言几次，几秒得不到回答就追问。",
        "writing": "怎么打字：写错字的比例，一句分两条发的比例，用不用标点。",
        "reactions": "听到什么会怎么做，先于其他一切。",
        "expect": "好的机器人会怎么做：结果 resolved、handed_off 或 unresolved；人工 required、allowed 或 wrong。",
        "matrix": "同一件事的几种变体；写在下面的内容会改变其余部分。",
        "sayings": "消费者自己的说法；没有写的用默认说法，ask_human 除外。",
    },
}

SAMPLES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "opening": "I ordered two mugs and only received one",
        "reworded": "One of the two mugs is missing, the parcel was half empty",
        "order_number": "order number 3390-11874",
        "phone": "phone 555 010 3390",
        "solved": "replacement",
        "solved_too": "refund",
        "offer": "send*missing",
        "ask_human": "Can I speak to a person, please?",
        "choice": "missing*item",
        "describes": "the open parcel with one mug in it",
        "later": "I wrote to you {elapsed} ago, and the second mug has still not come",
        "hears": "be patient",
        "says": "I have been patient for a week",
    },
    "zh": {
        "opening": "我买了两个杯子，只收到一个",
        "reworded": "少了一个杯子，箱子空了一半",
        "order_number": "订单号339011874",
        "phone": "手机号 138 0000 3390",
        "solved": "补发",
        "solved_too": "退款",
        "offer": "补发*杯子",
        "ask_human": "转人工",
        "choice": "少*商品",
        "describes": "打开的箱子，里面只有一个杯子",
        "later": "{elapsed}前问过你们，另一个杯子到现在还没到",
        "hears": "耐心等待",
        "says": "我已经等了一个星期了",
    },
}

ASKED: Mapping[str, Mapping[str, str]] = {
    "en": {
        "path": "Folder and name of the scenario, such as parcels/late_parcel",
        "lang": "Languages, the first for the comments too: en, zh, or zh,en",
        "title": "What is it about? ({lang})",
        "opening": "How does the consumer begin? ({lang})",
        "order_number": "The order number, as the consumer would write it; Enter: has none ({lang})",
        "solved": "Words that settle it when the bot says them as done, with commas; Enter: anything ({lang})",
        "again": "The same in {lang}, for “{first}”",
        "human": "A human: never, if_offered, or after how many useless replies they ask for one",
        "ask_human": "How do they ask for one? ({lang})",
    },
    "zh": {
        "path": "场景的文件夹和名称，例如 parcels/late_parcel",
        "lang": "语言，第一种也用于注释：en、zh，或 zh,en",
        "title": "讲的是什么事？（{lang}）",
        "opening": "消费者怎么开口？（{lang}）",
        "order_number": "订单号，照消费者会写的样子；回车：没有（{lang}）",
        "solved": "机器人说什么算解决，用逗号分开；回车：说什么办好了都算（{lang}）",
        "again": "“{first}”用 {lang} 怎么写",
        "human": "人工：never（不要），if_offered（提供就接受），或者几次回复没有帮助之后要求人工",
        "ask_human": "怎么要求人工？（{lang}）",
    },
}
