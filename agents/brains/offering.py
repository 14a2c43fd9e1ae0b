"""The tools as LangChain sees them: names, descriptions and schemas. They are run by the run's own toolbox."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.tools import BaseTool, StructuredTool

from agents.tools.spec import Tool


def offered(tools: Sequence[Tool]) -> list[BaseTool]:
    """Return the tools as they are offered to a model.

    A call never gets as far as their function: the middleware answers it, so that each has its receipt.
    """
    return [
        StructuredTool.from_function(
            func=_not_here, name=tool.name, description=tool.description, args_schema=tool.args.model_json_schema()
        )
        for tool in tools
    ]


def _not_here(**_: object) -> str:
    raise RuntimeError("a tool was called past its middleware")
