"""The one place that picks who answers. LangChain is imported only when a model is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.brains.planning import NAME, PlannerBrain
from agents.brains.providers import ModelOptions, check_keeping, check_packages
from agents.runs import Brain, Limits

if TYPE_CHECKING:
    from agents.tools.spec import Tool


def brain_for(
    name: str,
    options: ModelOptions | None = None,
    *,
    limits: Limits | None = None,
    tools: Sequence[Tool] | None = None,
    checkpoints: str | None = None,
    trace_content: bool = False,
) -> Brain:
    """Return the brain of that name: `planner`, or a model as `PROVIDER:MODEL`.

    `limits` hold for runs that bring none; `tools` are those a model gets, the read tools by default; `checkpoints`
    names the file that keeps the steps of a model's runs. Raises `BadInput`, before anything is run, for a provider
    that is not known, a package or a key that is missing.
    """
    if name == NAME:
        return PlannerBrain()
    check_packages(name)
    from agents.brains.agent import AgentBrain
    from agents.brains.building import build
    from agents.tools.registry import TOOLS

    saver = None
    if checkpoints:
        check_keeping()
        from agents.brains.keeping import open_checkpoints

        saver = open_checkpoints(checkpoints)
    model = build(name, options or ModelOptions())
    return AgentBrain(
        name,
        model,
        limits=limits or Limits(),
        tools=tuple(tools or TOOLS),
        checkpointer=saver,
        trace_content=trace_content,
    )
