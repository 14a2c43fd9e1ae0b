"""From what a model said, as far as it stands, and the planner's numbers, to the answer that leaves."""

from __future__ import annotations

from collections.abc import Sequence

from agents.answer import Answer, Claim, Verification
from agents.answering.markdown import markdown
from agents.answering.phrases import joined, say
from agents.planner import turned_text
from agents.verifying.verdicts import Verdict
from graph.content import Graph

NAME_OF_BASE = "planner"


def spoken(base: Answer, graph: Graph, brain: str, verdict: Verdict) -> Answer:
    """Return the planner's answer with what the model said of it: the claims that stand, and nothing of the rest.

    Where nothing of it stands, the planner's own words stay, and the answer says so.
    """
    known = base.status == "answered"
    if verdict.ok and verdict.headline == base.headline and not verdict.kept:
        # It hands the planner's answer on as it is.
        return worded(base.model_copy(update={"brain": brain}), graph)
    if not verdict.kept:
        broken = joined(sorted({f.code for f in verdict.faults}, key=lambda c: int(c[1:])), base.language, "comma")
        why = say("ended_unfounded", base.language, rules=broken) if broken else say("ended_unanswered", base.language)
        return fallen_back(base, graph, brain, [why])
    changed: dict[str, object] = {
        "headline": verdict.headline or (base.headline if known else verdict.kept[0].text),
        "claims": verdict.kept,
        "brain": brain,
        "verification": verdict.verification(base.verification.checks),
    }
    if not known:
        noted = say("brain_read_itself", base.language, brain=brain)
        changed |= {"status": "answered", "unknowns": (*base.unknowns, noted)}
    return worded(base.model_copy(update=changed), graph)


def fallen_back(base: Answer, graph: Graph, brain: str, reasons: Sequence[str]) -> Answer:
    """Return the planner's answer in place of a model's, marked as such, with why."""
    checked = Verification(status="fallback", checks=base.verification.checks, withheld=tuple(reasons))
    return worded(base.model_copy(update={"brain": brain, "verification": checked}), graph)


def worded(answer: Answer, graph: Graph) -> Answer:
    """Return the answer with its text written out."""
    return answer.model_copy(update={"markdown": text_of(answer, graph)})


def text_of(answer: Answer, graph: Graph) -> str:
    """Return the text of an answer: a model's claims stand first, with what was withheld of them, then the numbers."""
    language = answer.language
    if answer.status == "answered":
        first, _, rest = markdown(answer, graph).partition("\n")
    else:
        first, _, rest = turned_text(answer.headline, answer.interpretation, graph).partition("\n")
    said = [claim_line(claim) for claim in answer.claims]
    if answer.verification.status == "fallback":
        why = joined((w.rstrip(".。") for w in answer.verification.withheld), language)
        said.append(say("brain_fell_back", language, brain=answer.brain, why=why))
    elif answer.brain != NAME_OF_BASE and answer.verification.withheld:
        said.append(say("brain_withheld", language, n=len(answer.verification.withheld)))
    return "\n".join([first, "", *said, rest] if said else [first, rest])


def claim_line(claim: Claim) -> str:
    """Return a claim as one line of a list, with the receipts it rests on."""
    refs = f" [{', '.join(claim.refs)}]" if claim.refs else ""
    return f"- {claim.text}{refs}"
