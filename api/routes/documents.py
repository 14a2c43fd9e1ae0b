"""The documents behind the map: as they were known at a date, and the stored text that quotations are spans of."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Cursor, GraphDep, Limit, SystemDep
from api.errors import problems
from api.examples import response_example
from api.library_place import library_folder
from api.paging import page_of
from api.wire import DocumentText, Page
from graph.content import Graph
from graph.context import Document
from graph.errors import AsOfTooEarly, BadInput, NotInGraph, OutsideCalendar, StoreError
from ingest.library import load_kept

router = APIRouter(prefix="/api", tags=["documents"])
DATED = (AsOfTooEarly, OutsideCalendar)
ONE = problems(NotInGraph, *DATED, StoreError)


@router.get("/documents", responses=problems(BadInput, *DATED, StoreError) | response_example("documents"))
def documents(graph: GraphDep, cursor: Cursor = None, limit: Limit = 100) -> Page[Document]:
    """Return the documents that evidence quotes, by id, in pages."""
    return page_of(graph, "documents", graph.documents, cursor, limit)


@router.get("/documents/{document_id}", responses=ONE | response_example("document"))
def document(document_id: str, graph: GraphDep) -> Document:
    """Return one document."""
    return _found(graph, document_id)


@router.get("/documents/{document_id}/text", responses=ONE | response_example("document_text"))
def text(document_id: str, graph: GraphDep, system: SystemDep) -> DocumentText:
    """Return a document's stored text; the spans of its quotations count in its characters."""
    found = _found(graph, document_id)
    if found.text:
        return DocumentText(id=found.id, text=found.text, text_sha256=found.text_sha256)
    kept = load_kept(library_folder(system.settings), "text", found.text_sha256)
    return DocumentText(id=found.id, text=kept.decode("utf-8"), text_sha256=found.text_sha256)


def _found(graph: Graph, document_id: str) -> Document:
    for found in graph.documents:
        if found.id == document_id:
            return found
    raise NotInGraph(f"the graph has no document {document_id!r}.", hint="List them with GET /api/documents.")
