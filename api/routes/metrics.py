"""What the server counts, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from api.deps import DeskDep
from api.metrics import CONTENT_TYPE

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=PlainTextResponse, responses={200: {"description": "Counters."}})
def metrics(desk: DeskDep) -> Response:
    """Return counters of runs, answers, tools and models in Prometheus' text format; no question, no quote."""
    return Response(desk.metrics.text(), media_type=CONTENT_TYPE)
