"""Right statements about the branches of a scenario, in several ways of writing and both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agents.receipts import Called
from graph.content import Graph
from tests.agents.verifying.said import Piece, Said, day, shows, size, within

CLOSE = 0.12
"""Effects that near to one another may be told in the same words."""


def _said(impact: dict[str, Any]) -> str:
    return size(impact["central"], impact["unit"], "en", signed=True)


def of_a_fork(called: Called, graph: Graph, language: str) -> Iterator[Said]:
    """Yield right statements about the branches of a scenario."""
    branches, ref = called.data["branches"], called.receipt.id
    zh = language == "zh"
    for b, branch in enumerate(branches):
        label = Piece(branch["label"], "branch", b)
        if branch["probability"] is not None:
            odds = Piece(f"{100 * branch['probability']:.0f}%", "odds", branch["probability"])
            yield Said(
                (label, Piece("的概率为" if zh else " with a probability of "), odds, Piece("。" if zh else ".")),
                (ref,),
            )
            yield Said((label, Piece("（" if zh else " ("), odds, Piece("）。" if zh else ").")))
        for i in branch["impacts"]:
            if not shows(i["central"]):
                continue
            other = [o for o in branch["impacts"] if o["unit"] != i["unit"] or abs(o["central"] - i["central"]) > CLOSE]
            own = [o for o in other if o["node"] == i["node"]]
            beside = [o for o in other if o["horizon"] == i["horizon"] and o["unit"] == i["unit"]]
            turned = [
                o for x in branches for o in x["impacts"] if (o["node"], o["horizon"]) == (i["node"], i["horizon"])
            ]
            labels = (
                tuple(x["label"] for x in branches if x is not branch) if len({_said(o) for o in turned}) > 1 else ()
            )
            label = label._replace(wrong=labels)
            name = Piece(i["name"], "name", i["node"], tuple(dict.fromkeys(o["name"] for o in beside)))
            shown = within(i["horizon"], language)
            when = Piece(shown, "horizon", i["horizon"], tuple(within(o["horizon"], language) for o in own))
            date = Piece(day(i["date"], language), "date", i["date"], tuple(day(o["date"], language) for o in own))
            signed = Piece(size(i["central"], i["unit"], language, signed=True), "signed", i["central"])
            plain = Piece(size(i["central"], i["unit"], language, signed=False), "size", i["central"])
            down = i["central"] < 0
            turn = Piece(("下跌" if down else "上涨") if zh else ("falls" if down else "rises"), "turn", down)
            verb = Piece(("下行" if down else "上行") if zh else ("drop by" if down else "gain"), "turn", down)
            place = f"{ref}#/branches/{b}/impacts/{branch['impacts'].index(i)}"
            if zh:
                yield Said((label, Piece("："), name, Piece("在"), when, turn, plain, Piece("。")), (ref,))
                yield Said(
                    (Piece("若"), label, Piece("，到"), date, name, Piece("将"), verb, Piece("约"), plain, Piece("。"))
                )
                yield Said((label, Piece("："), when, name, Piece(" "), signed, Piece("。")), (place,))
            else:
                yield Said(
                    (label, Piece(": "), name, Piece(" "), turn, Piece(" "), plain, Piece(" "), when, Piece(".")),
                    (ref,),
                )
                yield Said(
                    (
                        Piece("If "),
                        label,
                        Piece(", "),
                        name,
                        Piece(" would "),
                        verb,
                        Piece(" about "),
                        plain,
                        Piece(" by "),
                        date,
                        Piece("."),
                    )
                )
                yield Said((label, Piece(": "), when, Piece(", "), name, Piece(" "), signed, Piece(".")), (place,))
            if i["low"] is not None and shows(i["low"]) and shows(i["high"]) and abs(i["central"]) > 0.2:
                low = Piece(size(i["low"], i["unit"], language, signed=True), "signed", i["low"])
                high = Piece(size(i["high"], i["unit"], language, signed=True), "signed", i["high"])
                if zh:
                    yield Said(
                        (
                            label,
                            Piece("："),
                            name,
                            Piece("在"),
                            when,
                            signed,
                            Piece("（"),
                            Piece("70%", "band"),
                            Piece("区间"),
                            low,
                            Piece("至"),
                            high,
                            Piece("）。"),
                        )
                    )
                else:
                    yield Said(
                        (
                            label,
                            Piece(": "),
                            name,
                            Piece(" "),
                            signed,
                            Piece(" "),
                            when,
                            Piece(" ("),
                            Piece("70%", "band"),
                            Piece(" range "),
                            low,
                            Piece(" to "),
                            high,
                            Piece(")."),
                        )
                    )
            if i["outcome_low"] is not None and b == 0:
                low = Piece(size(i["outcome_low"], i["unit"], language, signed=True), "signed", i["outcome_low"])
                high = Piece(size(i["outcome_high"], i["unit"], language, signed=True), "signed", i["outcome_high"])
                if zh:
                    yield Said(
                        (label, Piece("："), when, name, Piece("可能交易在"), low, Piece("到"), high, Piece("之间。"))
                    )
                else:
                    yield Said(
                        (
                            label,
                            Piece(": "),
                            when,
                            Piece(", "),
                            name,
                            Piece(" may trade between "),
                            low,
                            Piece(" and "),
                            high,
                            Piece("."),
                        )
                    )
        for line in branch["levels"]:
            name = Piece(graph.node(line["node"]).name.in_(language), "name", line["node"])
            level = Piece(f"{line['level']:,.2f}".rstrip("0").rstrip("."), "level", line["level"])
            until = Piece(day(line["window"][1], language), "date", line["window"][1])
            p = Piece(f"{100 * line['p']:.0f}%", "odds", line["p"])
            base = Piece(f"{100 * line['p_baseline']:.0f}%", "odds", line["p_baseline"])
            if p.words == base.words:
                continue
            above = line["side"] == "above"
            side = Piece(("高于" if above else "低于") if zh else line["side"], "side", line["side"])
            if zh:
                yield Said(
                    (
                        label,
                        Piece("："),
                        until,
                        Piece("前"),
                        name,
                        Piece("收盘"),
                        side,
                        level,
                        Piece("的概率为"),
                        p,
                        Piece("，仅凭波动率为"),
                        base,
                        Piece("。"),
                    )
                )
            else:
                yield Said(
                    (
                        label,
                        Piece(": the odds that "),
                        name,
                        Piece(" closes "),
                        side,
                        Piece(" "),
                        level,
                        Piece(" by "),
                        until,
                        Piece(" are "),
                        p,
                        Piece(" against "),
                        base,
                        Piece(" from volatility alone."),
                    )
                )
        for path in branch["paths"][:3]:
            names = [graph.node(n).name.in_(language) for n in path["nodes"]]
            weak = any(
                graph.edge(e).gate or graph.edge(e).status in {"failed", "rumour", "hypothetical"}
                for e in path["edges"]
            )
            tail = ("（若这一关系成立）。" if zh else ", if that link holds.") if weak else "。" if zh else "."
            chain = Piece(" → ".join(names), "chain", tuple(path["nodes"]))
            yield Said((Piece("主要路径：" if zh else "The main path is "), chain, Piece(tail)), (ref,))
