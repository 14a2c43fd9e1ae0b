"""`propose_edit`: a change of the map put before people, who decide; nothing of it holds until one of them accepts."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import Field

from agents.tools.spec import Args, Tool
from graph.content import Graph
from graph.desk.edits import Edit
from graph.desk.proposals import Proposal

Propose = Callable[["ProposeArgs"], Proposal]
"""What keeps a proposal: a desk, with who proposes."""


class ProposeArgs(Args):
    """Edits with their reasons."""

    edits: tuple[Edit, ...] = Field(min_length=1, max_length=50)
    why: str = Field(min_length=1, max_length=4000, description="The rationale, in words.")
    evidence: tuple[str, ...] = Field(default=(), max_length=20, description="What it leans on: sources, addresses.")
    title: str = Field(default="", max_length=200)


class Proposed(Args):
    """The proposal that was made."""

    id: str
    title: str
    status: str
    author: str
    edits: int
    next: str


def proposal_tool(propose: Propose) -> Tool:
    """Return the tool over what keeps its proposals."""

    def run(_: Graph, args: ProposeArgs) -> Proposed:
        made = propose(args)
        return Proposed(
            id=made.id,
            title=made.title,
            status=made.status,
            author=made.author,
            edits=len(made.edits),
            next=f"A person decides: knockon edges review {made.id}, or GET /api/proposals/{made.id}/preview.",
        )

    return Tool(
        "propose_edit",
        "Puts a change of the map before people: links or nodes added, changed, retired, merged, split, locked or "
        "judged, with the reason and what it leans on. Nothing changes until a person accepts it.",
        ProposeArgs,
        Proposed,
        run,
        "propose",
    )
