"""An answer as plain Markdown: tables and lists, no HTML, no images."""

from __future__ import annotations

from agents.answer import Answer, AnswerPath, Branch, Impact
from agents.answering.numbers import amount, band, day, level, percent, plain
from agents.answering.phrases import say
from graph.content import Graph
from graph.scenario import Horizon


def markdown(answer: Answer, graph: Graph) -> str:
    """Return the answer's text: bottom line, reading, branches, caveats, sources."""
    language = answer.language
    lines = [f"## {answer.headline}", "", _reading(answer, graph)]
    for branch in answer.branches:
        lines += ["", *_branch(branch, graph, language)]
    if answer.leaves:
        lines += ["", f"### {say('title_leaves', language)}", ""]
        lines += [f"- {leaf.shown}%: {leaf.label} ({percent(leaf.probability)})" for leaf in answer.leaves]
    for title, rows in (
        ("title_conflicts", answer.conflicts),
        ("title_assumptions", answer.assumptions),
        ("title_unknowns", answer.unknowns),
    ):
        lines += _list(say(title, language), rows)
    if answer.confidence:
        word = say(f"confidence_{answer.confidence.word}", language)
        lines += ["", f"### {say('title_confidence', language)}", "", f"{word}. {answer.confidence.why}"]
    lines += _list(say("title_sources", language), [_source(answer, i, language) for i in range(len(answer.evidence))])
    lines += [
        "",
        say(
            "footer", language, version=answer.graph_version, brain=answer.brain, checks=len(answer.verification.checks)
        ),
    ]
    return "\n".join(lines) + "\n"


def _list(title: str, rows: tuple[str, ...] | list[str]) -> list[str]:
    return ["", f"### {title}", "", *(f"- {row}" for row in rows)] if rows else []


def _reading(answer: Answer, graph: Graph) -> str:
    language, reading = answer.language, answer.interpretation
    parts = []
    for trigger in reading.triggers:
        node = graph.node(trigger.node)
        unit = trigger.unit or node.unit
        size = amount(abs(trigger.size), unit, signed=False) if trigger.size is not None else ""
        ends = ""
        if trigger.from_ is not None and trigger.to is not None:
            ends = f" ({level(trigger.from_, node.level_unit)} → {level(trigger.to, node.level_unit)})"
        move = say(f"direction_{trigger.direction or 'any'}", language)
        parts.append(f"“{trigger.words}” = {node.name.in_(language)} {move} {size}{ends}".replace("  ", " ").rstrip())
    if reading.targets:
        names = ", ".join(graph.node(t).name.in_(language) for t in reading.targets)
        parts.append(say("reading_targets", language, names=names))
    return say("reading", language, text="; ".join(parts) or "-")


def _branch(branch: Branch, graph: Graph, language: str) -> list[str]:
    lines = [f"### {branch.label}{_odds(branch, language)}", "", branch.story]
    lines += ["", say("line_event", language, text=branch.event.definition)]
    if branch.anchor:
        anchor = branch.anchor
        lines.append(
            say(
                "line_anchor",
                language,
                event=anchor.event,
                value=percent(anchor.value),
                source=anchor.source,
                date=day(anchor.at, language),
            )
        )
    if branch.impacts:
        lines += ["", *_impacts(branch.impacts, language)]
    if branch.levels:
        lines += ["", f"**{say('title_levels', language)}**", ""]
        for odds in branch.levels:
            key = "level_if_at_once" if odds.p_if_at_once is not None else "level_line"
            side = say(f"side_{odds.side}", language)
            lines.append(
                "- "
                + say(
                    key,
                    language,
                    node=graph.node(odds.node).name.in_(language),
                    side=side,
                    level=level(odds.level, ""),
                    date=day(odds.window[1], language),
                    p=percent(odds.p),
                    base=percent(odds.p_baseline),
                    at_once=percent(odds.p_if_at_once) if odds.p_if_at_once is not None else "",
                )
            )
    if branch.paths:
        lines += ["", f"**{say('title_paths', language)}**", ""]
        lines += [f"- {_path(path, graph, language)}" for path in branch.paths]
        left = [
            f"{graph.node(t).name.in_(language)} {amount(v, graph.node(t).unit)}"
            for t, v in branch.residual.items()
            if abs(v) > 5e-3
        ]
        if left:
            lines.append(f"- {say('line_residual', language, text='; '.join(left))}")
    for title, rows in (
        ("title_offsets", [o.text for o in branch.offsets]),
        (
            "title_phases",
            [f"{day(p.from_, language)} – {day(p.to, language)}: {p.what}" for p in branch.phases if p.from_ and p.to],
        ),
        ("title_signposts", [_signpost(branch, i, graph, language) for i in range(len(branch.signposts))]),
    ):
        if rows:
            lines += ["", f"**{say(title, language)}**", "", *(f"- {row}" for row in rows)]
    return lines


def _odds(branch: Branch, language: str) -> str:
    if branch.probability is None:
        return f" ({say('no_odds', language)})"
    low, high = branch.probability_low, branch.probability_high
    spread = (
        f", {percent(low)[:-1]}–{percent(high)}" if low is not None and high is not None and high - low > 5e-3 else ""
    )
    return f" ({percent(branch.probability)}{spread})"


def _impacts(impacts: tuple[Impact, ...], language: str) -> list[str]:
    horizons: dict[Horizon, Impact] = {}
    for impact in impacts:
        horizons.setdefault(impact.horizon, impact)
    heads = [
        f"{say(f'horizon_{h}', language)} {day(i.date, language) if i.date else ''}".strip()
        for h, i in horizons.items()
    ]
    lines = [
        f"| {say('column_asset', language)} | " + " | ".join(heads) + f" | {say('column_driver', language)} |",
        "|---|" + "---|" * (len(heads) + 1),
    ]
    for name in dict.fromkeys(i.name for i in impacts):
        rows = [i for i in impacts if i.name == name]
        cells = [_cell(next((i for i in rows if i.horizon == h), None), language) for h in horizons]
        mark = f" ({say('two_way', language)})" if rows[0].two_way else ""
        lines.append(f"| {name}{mark} | " + " | ".join(cells) + f" | {rows[0].driver or '-'} |")
    return [*lines, "", say("table_note", language)]


def _cell(impact: Impact | None, language: str) -> str:
    if impact is None:
        return "-"
    cell = amount(impact.central, impact.unit)
    if impact.low is not None and impact.high is not None:
        cell += f" {band(impact.low, impact.high, impact.unit)}"
    if impact.outcome_low is not None and impact.outcome_high is not None:
        cell += f"; {say('outcome', language)} {band(impact.outcome_low, impact.outcome_high, impact.unit)}"
    return cell + (f" ({plain(impact.sigma, 1, signed=True)}σ)" if impact.sigma is not None else "")


def _path(path: AnswerPath, graph: Graph, language: str) -> str:
    names = " → ".join(graph.node(n).name.in_(language) for n in path.nodes)
    status = "" if path.status == "asserted" else f" [{say(f'status_{path.status}', language)}]"
    cites = "".join(f"[{i}]" for i in path.evidence)
    share = say("path_share", language, share=percent(path.share))
    return f"{names}: {amount(path.contribution, path.unit)} ({share}){status} {cites}".rstrip()


def _signpost(branch: Branch, index: int, graph: Graph, language: str) -> str:
    post = branch.signposts[index]
    side = f" {say(f'side_{post.direction}', language)}" if post.direction in {"above", "below"} else ""
    line = f" {level(post.level, graph.node(post.node).level_unit)}" if post.level is not None else ""
    date = f", {day(post.date, language)}" if post.date else ""
    return f"{graph.node(post.node).name.in_(language)}{side}{line}{date}: {post.then}"


def _source(answer: Answer, index: int, language: str) -> str:
    cited = answer.evidence[index]
    sure = say(f"certainty_{cited.certainty}", language)
    date = f", {cited.date}" if cited.date else ""
    url = f" {cited.url}" if cited.url else ""
    return f"[{cited.id}] {cited.text}. {cited.source}{date} ({sure}).{url}"
