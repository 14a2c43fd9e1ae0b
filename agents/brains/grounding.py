"""Where a model's draft is held against its receipts: one round to put it right, then it is taken as it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.runtime import Runtime

from agents.brains.ledger import Ledger
from agents.brains.plain import written_draft
from agents.brains.prompting import prompt
from agents.verifying.draft import AnswerDraft
from agents.verifying.verdicts import Verdict

Check = Callable[[AnswerDraft], Verdict]
MOST_FAULTS = 8
"""Faults that a model is told of at once."""


class Grounding(AgentMiddleware[AgentState[Any], Any, Any]):
    """Checks each draft. What it found last is kept in `verdict`."""

    def __init__(self, ledger: Ledger, check: Check) -> None:
        super().__init__()
        self._ledger = ledger
        self._check = check
        self._repairs = 0
        self.verdict: Verdict | None = None

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Return what sends the model back, or None where its reply is to be taken as it is."""
        said = _last(state)
        draft = state.get("structured_response")
        if said is not None and said.invalid_tool_calls and not said.tool_calls:
            # The call is told to be malformed when the model is asked again; without this the run would end here.
            return {"jump_to": "model"}
        if draft is None and said is not None and not said.tool_calls:
            draft = written_draft(said.text)
            if draft is None:
                return self._sent_back(said, state, prompt("unanswered"))
        if draft is None:
            return None
        self.verdict = self._check(draft)
        if self.verdict.ok:
            return None
        faults = "\n".join(f"- {f.code} {f.where}: {f.what}" for f in self.verdict.faults[:MOST_FAULTS])
        return self._sent_back(said, state, prompt("repair", faults=faults))

    def _sent_back(self, said: AIMessage | None, state: AgentState[Any], words: str) -> dict[str, Any] | None:
        if self._repairs >= self._ledger.limits.repairs:
            return None
        self._repairs += 1
        answered = {m.tool_call_id for m in state["messages"] if isinstance(m, ToolMessage)}
        waiting = [c for c in (said.tool_calls if said else ()) if c["id"] not in answered]
        # Providers refuse a conversation in which a tool call was never answered.
        notes = [ToolMessage("not run", tool_call_id=c["id"], name=c["name"], status="error") for c in waiting]
        return {"jump_to": "model", "structured_response": None, "messages": [*notes, HumanMessage(words)]}


def _last(state: AgentState[Any]) -> AIMessage | None:
    return next((m for m in reversed(state["messages"]) if isinstance(m, AIMessage)), None)
