"""Chinese words for what is in the store of runs: the list of runs, one run, one case, what judging again changed."""

from __future__ import annotations

__all__ = ["STORED"]

_RUNS = {
    "runs.none": "这里还没有评测记录；用 `runaround run` 进行一次评测。",
    "runs.more": "不止这{n}次评测；--limit N 显示N次，--all 显示全部。",
    "runs.run": "评测",
    "runs.state": "状态",
    "runs.cases": "案例",
    "runs.passed": "通过",
    "runs.failed": "未通过",
    "runs.inconclusive": "无法判定",
    "runs.state.running": "进行中",
    "runs.state.interrupted": "已中断",
    "runs.state.finished": "已完成",
    "runs.state.pruned": "已清除",
    "runs.begun": "{when} UTC",
    "runs.judged": "评判{n}次",
    "runs.harness": "runaround {version}",
    "runs.targets": "{list}等，另有{n}个",
    "runs.dot": " · ",
}

_RUN = {
    "run.heading": "评测 {id}",
    "run.state": "{state}，计划{planned}个案例，已记录{recorded}个",
    "run.begun": "开始于 {when} UTC，种子 {seed}，runaround {version}",
    "run.bot": "机器人：{name}",
    "run.judgement": "第{n}次评判，{when} UTC，检测规则 {detectors}，runaround {version}",
    "run.phrasebooks": "另用短语集 {list}",
    "run.suppress": "按 {file} 排除",
    "run.unfinished": "没有做完",
    "run.shown": "此处显示的就是这一次",
    "run.unjudged": "尚未评判过：以下结果是刚刚评判的。",
    "run.event.interrupted": "中断",
    "run.event.resumed": "继续",
    "run.event.finished": "完成",
    "run.event.judged": "评判",
    "run.event.pruned": "清除",
    "run.event.redacted": "脱敏",
    "run.event.skipped": "跳过渠道不支持的场景",
    "run.event": "{when} UTC：{what}",
    "run.event.detail": "{when} UTC：{what}（{detail}）",
}

_CASE = {
    "stored.case": "案例 {id}",
    "stored.of": "评测 {run}，第{judgement}次评判",
    "stored.of.none": "评测 {run}，刚刚评判",
    "stored.played": "场景 {scenario}，机器人 {target}，种子 {seed}，重复序号 {repeat}",
    "stored.attempt": "第{n}次尝试，{when} UTC",
    "stored.attempt.error": "第{n}次尝试，{when} UTC：{error}",
    "stored.counts": "以这一次为准",
    "stored.proves": "佐证第{list}轮",
    "stored.wire": "通信原文",
    "stored.wire.none": "没有保存通信原文。",
    "stored.exchange": "[{n}] 第{turn}轮，第{attempt}次发送，状态码 {status}，始于{at}，用时{took}",
    "stored.picture": "画面，{type}，{size} 字节，SHA-256 {proof}",
    "stored.pictures": "{n} 张画面，在 {folder}",
    "stored.request": "发出：",
    "stored.response": "收到：",
}

_RESCORED = {
    "rescored.heading": "评测 {run}：重新评判，与第{before}次评判比较",
    "rescored.kept": "已存为第{n}次评判；第{before}次保持不变。",
    "rescored.kept.first": "已存为第{n}次评判，是首次评判。",
    "rescored.dry": "没有保存任何结果：--dry-run。",
    "rescored.first": "评测 {run}：首次评判，没有可以比较的结果",
    "rescored.same": "{n}个案例都没有变化。",
    "rescored.changed": "{cases}个案例中有{n}个发生变化；{unjudged}个此前没有结论。",
    "rescored.counts": "{status}：此前{before}个，现在{after}个",
    "rescored.comparable": "检测规则（{detectors}）、短语集和排除项都相同：变化可以直接比较。",
    "rescored.detectors": "检测规则此前为 {before}，现在为 {after}：规则可能已变，单个问题不能直接比较。",
    "rescored.phrasebooks": "短语集与此前不同：问题的增减可能由此而来。",
    "rescored.suppressions": "排除项与此前不同：问题的增减可能由此而来。",
    "rescored.kind": "问题类型",
    "rescored.before": "此前",
    "rescored.after": "现在",
    "rescored.gone": "消失",
    "rescored.new": "新增",
    "rescored.moved": "移动",
    "rescored.case": "{case}：此前{before}，现在{after}",
    "rescored.case.same": "{case}：{after}，与此前相同",
    "rescored.case.first": "{case}：{after}，此前没有结论",
    "rescored.line.gone": "消失：{sentence}",
    "rescored.line.new": "新增：{sentence}",
    "rescored.line.moved": "由第{before}轮移来：{sentence}",
    "rescored.more": "另有{n}个有变化的案例未显示；--format json 列出全部。",
}

STORED: dict[str, str] = {**_RUNS, **_RUN, **_CASE, **_RESCORED}
