"""Prompts that MCP clients can offer their users: each asks for an answer of ours, and for no number beside it."""

from __future__ import annotations

from collections.abc import Mapping

from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, GetPromptResult, Prompt, PromptArgument, PromptMessage, TextContent

from api.mcp_door.wording import load_mcp_words

LONGEST = 500
"""Characters of an argument."""


def prompt_list() -> list[Prompt]:
    """Return the prompts with their arguments."""
    return [
        Prompt(
            name=name,
            title=words["title"],
            description=words["description"],
            arguments=[
                PromptArgument(name=argument, description=about, required=argument in words["needs"])
                for argument, about in words["arguments"].items()
            ],
        )
        for name, words in load_mcp_words()["prompts"].items()
    ]


def prompt(name: str, given: Mapping[str, str]) -> GetPromptResult:
    """Return a prompt with its arguments put in; raise `MCPError` for one that is not there or lacks an argument."""
    words = load_mcp_words()["prompts"].get(name)
    if words is None:
        raise MCPError(INVALID_PARAMS, f"there is no prompt {name[:80]!r}; list them with prompts/list.")
    told = {key: " ".join(value.split())[:LONGEST] for key, value in given.items() if value.strip()}
    strange = set(told) - set(words["arguments"])
    missing = [need for need in words["needs"] if need not in told]
    if strange or missing:
        what = f"lacks {missing[0]!r}" if missing else f"has no argument {sorted(strange)[0][:80]!r}"
        raise MCPError(INVALID_PARAMS, f"prompt {name!r} {what}.")
    more = next((words[f"with_{key}"] for key in told if f"with_{key}" in words), words["text"])
    text = more.format(**told)
    message = PromptMessage(role="user", content=TextContent(text=text))
    return GetPromptResult(description=words["description"], messages=[message])
