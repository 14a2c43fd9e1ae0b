"""The tool `propose_edit` over a system's store."""

from __future__ import annotations

from agents.tools.proposing import ProposeArgs, proposal_tool
from agents.tools.spec import Tool
from api.wiring import System
from graph.desk.desk import Desk
from graph.desk.proposals import Proposal


def propose_edit(system: System, who: str) -> Tool:
    """Return the tool whose proposals are made by `who`."""

    def propose(args: ProposeArgs) -> Proposal:
        desk = Desk(system.store, two_persons=system.settings.two_persons)
        return desk.propose(args.edits, who=who, title=args.title, why=args.why, evidence=args.evidence)

    return proposal_tool(propose)
