"""An answer as plain Markdown: tables and lists, no HTML, no images."""

from __future__ import annotations

import datetime as dt

from agents.answer import Answer, AnswerPath, Branch, Impact
from agents.answering.branch_names import AT_A_LINE
from agents.answering.calendar_words import dated
from agents.answering.numbers import amount, band, day, level, percent, plain
from agents.answering.phrases import joined, say, span
from agents.answering.plain_lines import plain_line
from agents.answering.source_words import source_words
from agents.answering.states import state_name, state_names
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.scenario import Horizon


def markdown(answer: Answer, graph: Graph) -> str:
    """Return the answer's text: bottom line, reading, branches, caveats, sources."""
    language = answer.language
    lines = [f"## {answer.headline}"]
    if answer.interpretation.triggers or answer.interpretation.targets:
        lines += ["", _reading(answer, graph)]
    lines += bottom_line(answer)
    if len(answer.leaves) > len(answer.branches):
        lines += ["", f"### {say('title_leaves', language)}", ""]
        lines += [
            say("leaf_line", language, shown=leaf.shown, label=leaf.label, p=percent(leaf.probability))
            for leaf in answer.leaves
        ]
    for index, branch in enumerate(answer.branches):
        mirrored = index > 0 and _mirrors(branch, answer.branches[0])
        lines += ["", *_branch(branch, graph, language, answer.headline, short=mirrored)]
    for title, rows in (
        ("title_conflicts", answer.conflicts),
        ("title_assumptions", answer.assumptions),
        ("title_unknowns", answer.unknowns),
    ):
        lines += _list(say(title, language), rows)
    if answer.confidence:
        word = say(f"confidence_{answer.confidence.word}", language)
        lines += [
            "",
            f"### {say('title_confidence', language)}",
            "",
            f"{word}{say('full_stop', language)}{answer.confidence.why}",
        ]
    lines += _list(say("title_sources", language), [_source(answer, i, language) for i in range(len(answer.evidence))])
    lines += [
        "",
        say(
            "footer", language, version=answer.graph_version, brain=answer.brain, checks=len(answer.verification.checks)
        ),
    ]
    return "\n".join(plain_line(line) for line in lines) + "\n"


def _list(title: str, rows: tuple[str, ...] | list[str]) -> list[str]:
    return ["", f"### {title}", "", *(f"- {row}" for row in rows)] if rows else []


def _reading(answer: Answer, graph: Graph) -> str:
    language, reading = answer.language, answer.interpretation
    parts = []
    for trigger in reading.triggers:
        node = graph.node(trigger.node)
        unit = trigger.unit or node.unit
        size = (
            amount(abs(trigger.size), unit, signed=False, language=language)
            if trigger.size is not None and not is_event(node)
            else ""
        )
        ends = ""
        if trigger.from_ is not None and trigger.to is not None:
            ends = (
                f" ({level(trigger.from_, node.level_unit, language)} → {level(trigger.to, node.level_unit, language)})"
            )
        move = say(f"direction_{trigger.direction or 'any'}", language)
        read = f"{node.name.in_(language)} {move} {size}{ends}"
        if trigger.size_rule in AT_A_LINE and reading.levels and len(reading.triggers) == 1 and answer.branches:
            read = answer.branches[0].label
        regime = next((r for r in graph.regimes if r.node == node.id and r.id in reading.regimes), None)
        if regime is not None:
            read = (
                f"{node.name.in_(language)}: {state_name(graph, f'{regime.id}.{reading.regimes[regime.id]}', language)}"
            )
        parts.append(f"“{trigger.words}” = {read}".replace("  ", " ").rstrip())
    if reading.targets:
        names = joined((graph.node(t).name.in_(language) for t in reading.targets), language, "comma")
        parts.append(say("reading_targets", language, names=names))
    named = {r.node for r in graph.regimes if r.id in reading.regimes} & {t.node for t in reading.triggers}
    backdrop = [
        f"{r.id}.{reading.regimes[r.id]}" for r in graph.regimes if r.id in reading.regimes and r.node not in named
    ]
    if backdrop:
        parts.append(
            say("reading_regimes", language, names=joined(state_names(graph, backdrop, language), language, "comma"))
        )
    words = say("reading", language, text=joined(parts, language))
    # Of a level that the map does not hold, the headline has told already.
    return f"{words} {reading.message}" if reading.message and not reading.goals else words


def bottom_line(answer: Answer) -> list[str]:
    """Return three lines where branches have odds: the base case, the risk to it, and what decides."""
    language = answer.language
    known = [b for b in answer.branches if b.probability is not None]
    if len(known) < 2:
        return []
    base, risk = sorted(known, key=lambda b: -(b.probability or 0.0))[:2]
    lines = [
        say("bottom_base", language, branch=base.label, odds=_odds(base, language), moved=_moved(base, language)),
        say("bottom_risk", language, branch=risk.label, odds=_odds(risk, language), moved=_moved(risk, language)),
        say("line_event", language, text=answer.branches[0].event.definition),
    ]
    return ["", *(f"- {line}" for line in lines)]


def _moved(branch: Branch, language: str) -> str:
    first = [i for i in branch.impacts if branch.impacts and i.node == branch.impacts[0].node][:3]
    parts = [f"{span('horizon', i.horizon, language)} {amount(i.central, i.unit, language=language)}" for i in first]
    return f"{first[0].name} {joined(parts, language, 'comma')}" if first else say("no_effect_known", language)


def _mirrors(branch: Branch, first: Branch) -> bool:
    """Return whether a branch runs on the first one's paths, the other way: nothing new to list."""
    return {p.edges for p in branch.paths} <= {p.edges for p in first.paths} and bool(branch.paths)


def _branch(branch: Branch, graph: Graph, language: str, headline: str, *, short: bool) -> list[str]:
    # What is read off the map forecasts nothing: it has no event and no odds, and its story is the headline.
    forecast = branch.event.node is not None
    lines = [f"### {branch.label}{_odds(branch, language) if forecast else ''}"]
    lines += ["", branch.story] if branch.story not in {headline, branch.label} else []
    if forecast and branch.event.definition != branch.label:
        lines += ["", say("line_event", language, text=branch.event.definition)]
    if branch.anchor:
        anchor = branch.anchor
        lines.append(
            say(
                "line_anchor",
                language,
                event=anchor.event,
                value=percent(anchor.value),
                source=source_words(anchor.source, language),
                date=day(anchor.at, language),
            )
        )
    if branch.impacts:
        lines += ["", *_impacts(branch.impacts, language)]
    counted = [o for o in branch.levels if o.p != o.p_baseline or o.p_if_at_once is not None]
    if counted:
        lines += ["", f"**{say('title_levels', language)}**", ""]
        for odds in counted:
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
    if short:
        lines += ["", say("same_paths", language)]
        return lines + _phase_lines(branch, language)
    if branch.paths:
        lines += ["", f"**{say('title_paths', language)}**", ""]
        lines += [f"- {_path(path, graph, language)}" for path in branch.paths]
        left = [
            f"{graph.node(t).name.in_(language)} {amount(v, graph.node(t).unit, language=language)}"
            for t, v in branch.residual.items()
            if abs(v) > 5e-3
        ]
        if left:
            key = "line_residual" if branch.impacts else "line_unexplained"
            lines.append(f"- {say(key, language, text=joined(left, language))}")
    lines += _part("title_offsets", [o.text for o in branch.offsets], language)
    lines += _phase_lines(branch, language)
    posts = [_signpost(branch, i, graph, language) for i in range(len(branch.signposts))]
    return lines + _part("title_signposts", posts, language)


def _phase_lines(branch: Branch, language: str) -> list[str]:
    told = [
        f"{day(p.from_, language)} – {day(p.to, language)}{say('colon', language)}{p.what}"
        for p in branch.phases
        if p.from_ and p.to
    ]
    return _part("title_phases", told, language)


def _part(title: str, rows: list[str], language: str) -> list[str]:
    return ["", f"**{say(title, language)}**", "", *(f"- {row}" for row in rows)] if rows else []


def _odds(branch: Branch, language: str) -> str:
    if branch.probability is None:
        return say("bracketed", language, text=say("no_odds", language))
    low, high = branch.probability_low, branch.probability_high
    spread = (
        f", {percent(low)[:-1]}–{percent(high)}" if low is not None and high is not None and high - low > 5e-3 else ""
    )
    return say("bracketed", language, text=f"{percent(branch.probability)}{spread}")


def _impacts(impacts: tuple[Impact, ...], language: str) -> list[str]:
    horizons: dict[Horizon, Impact] = {}
    for impact in impacts:
        horizons.setdefault(impact.horizon, impact)
    this_year = next((i.date.year for i in horizons.values() if i.date), 0)
    heads = [
        f"{span('horizon', h, language)} {_column(i.date, this_year, language) if i.date else ''}".strip()
        for h, i in horizons.items()
    ]
    lines = [
        f"| {say('column_asset', language)} | " + " | ".join(heads) + f" | {say('column_driver', language)} |",
        "|---|" + "---|" * (len(heads) + 1),
    ]
    for name in dict.fromkeys(i.name for i in impacts):
        rows = [i for i in impacts if i.name == name]
        cells = [_cell(next((i for i in rows if i.horizon == h), None), language) for h in horizons]
        mark = say("bracketed", language, text=say("two_way", language)) if rows[0].two_way else ""
        lines.append(f"| {name}{mark} | " + " | ".join(cells) + f" | {rows[0].driver or '-'} |")
    return [*lines, "", say("table_note", language)]


def _column(date: dt.date, this_year: int, language: str) -> str:
    """Return a column's date, with its year where that is not the first column's."""
    return day(date, language) if date.year == this_year else dated(date, language)


def _cell(impact: Impact | None, language: str) -> str:
    if impact is None:
        return "-"
    cell = amount(impact.central, impact.unit, language=language)
    if impact.low is not None and impact.high is not None:
        cell += f" {band(impact.low, impact.high, impact.unit, impact.central, language)}"
    if impact.outcome_low is not None and impact.outcome_high is not None:
        market = band(impact.outcome_low, impact.outcome_high, impact.unit, language=language)
        cell += f"{say('semicolon', language)}{say('market', language)} {market}"
    return cell + (f" ({plain(impact.sigma, 1, signed=True)}σ)" if impact.sigma is not None else "")


def _path(path: AnswerPath, graph: Graph, language: str) -> str:
    names = " → ".join(graph.node(n).name.in_(language) for n in path.nodes)
    status = "" if path.status == "asserted" else f" [{say(f'status_{path.status}', language)}]"
    cites = "".join(f"[{i}]" for i in path.evidence)
    if path.share == 0:
        return f"{names} ({path.sign}){status} {cites}".rstrip()
    share = say("path_share", language, share=percent(path.share))
    given = f"{amount(path.contribution, path.unit, language=language)}{say('bracketed', language, text=share)}"
    return f"{names}{say('colon', language)}{given}{status} {cites}".rstrip()


def _signpost(branch: Branch, index: int, graph: Graph, language: str) -> str:
    post = branch.signposts[index]
    side = f" {say(f'side_{post.direction}', language)}" if post.direction in {"above", "below"} else ""
    if post.level is None and post.date:
        return f"{day(post.date, language)}{say('colon', language)}{post.then}"
    line = f" {level(post.level, graph.node(post.node).level_unit, language)}" if post.level is not None else ""
    date = f"{say('pause', language)}{day(post.date, language)}" if post.date else ""
    return f"{graph.node(post.node).name.in_(language)}{side}{line}{date}{say('colon', language)}{post.then}"


def _source(answer: Answer, index: int, language: str) -> str:
    cited = answer.evidence[index]
    sure = say(f"certainty_{cited.certainty}", language)
    date = f", {cited.date}" if cited.date else ""
    url = f" {cited.url}" if cited.url else ""
    text = f"{cited.text}."
    if cited.span is not None:
        text = say("quoted", language, text=cited.text, document=cited.document, start=cited.span[0], end=cited.span[1])
    return f"[{cited.id}] {text} {source_words(cited.source, language)}{date} ({sure}).{url}"
