"""What MCP clients can read by address: the map's schema, and each thing, link and piece of evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, Resource, ResourceTemplate, TextResourceContents

from agents.tools.quoting import untrusted
from agents.tools.registry import call
from agents.tools.shown import shown
from api.mcp_door.wording import load_mcp_words
from graph.content import Graph
from graph.errors import KnockonError, NotInGraph
from graph.model import Evidence

JSON = "application/json"
ADDRESS = re.compile(r"knockon://(node|edge|evidence)/([A-Za-z0-9_.:-]{1,200})")
SCHEMA = "knockon://schema"
TOOL_OF = {"node": ("describe_node", "node"), "edge": ("explain_edge", "edge")}
"""Kind of address -> the tool that reads it, and the name of the argument that takes the id."""
MOST = 100


def resource_list() -> list[Resource]:
    """Return what can be read without an id."""
    words = load_mcp_words()["resources"]["schema"]
    return [Resource(uri=SCHEMA, name="schema", title=words["title"], description=words["description"], mime_type=JSON)]


def template_list() -> list[ResourceTemplate]:
    """Return what can be read by an id."""
    return [
        ResourceTemplate(
            uri_template=f"knockon://{kind}/{{id}}",
            name=kind,
            title=words["title"],
            description=words["description"],
            mime_type=JSON,
        )
        for kind, words in load_mcp_words()["templates"].items()
    ]


def resource(uri: str, graph: Graph) -> TextResourceContents:
    """Return what stands at an address; raise `MCPError` when nothing does."""
    try:
        return TextResourceContents(uri=uri, mime_type=JSON, text=_text(uri, graph))
    except KnockonError as error:
        raise MCPError(INVALID_PARAMS, error.detail, {"uri": uri}) from error


def ids_that_begin(kind: str, text: str, graph: Graph) -> list[str]:
    """Return the ids of a kind that begin so, in their order, up to as many as a client may be told."""
    known: dict[str, Iterator[str]] = {
        "node": (n.id for n in graph.nodes),
        "edge": (e.id for e in graph.edges),
        "evidence": (e.id for e in _evidence(graph)),
    }
    return sorted({i for i in known.get(kind, ()) if i.startswith(text)})[: MOST + 1]


def _text(uri: str, graph: Graph) -> str:
    if uri == SCHEMA:
        return shown(call("graph_info", {}, graph))
    found = ADDRESS.fullmatch(uri)
    if found is None:
        raise NotInGraph(f"there is nothing at {uri[:200]!r}; addresses are knockon://node/ID, edge/ID, evidence/ID.")
    kind, ident = found.groups()
    if kind in TOOL_OF:
        tool, argument = TOOL_OF[kind]
        return shown(call(tool, {argument: ident}, graph))
    item = next((e for e in _evidence(graph) if e.id == ident), None)
    if item is None:
        raise NotInGraph(f"the map has no evidence {ident!r}.")
    told = item.model_dump(mode="json", exclude_none=True)
    told["untrusted_quote"] = untrusted(told.pop("text"))
    return json.dumps({k: untrusted(v) if isinstance(v, str) else v for k, v in told.items()}, ensure_ascii=False)


def _evidence(graph: Graph) -> Iterator[Evidence]:
    yield from (item for edge in graph.edges for item in edge.evidence)
