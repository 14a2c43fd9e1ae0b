"""Whatever the OpenAPI document allows is answered as it says: no fault of ours, no status or form it leaves out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.core.result import Err

from api.app import create_app
from api.settings import Settings
from api.wiring import open_system

pytestmark = pytest.mark.soak
EXAMPLES = 25
PATIENCE = 120
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


def test_every_route_keeps_to_the_document(tmp_path: Path) -> None:
    with open_system(Settings(store=f"sqlite:///{tmp_path}/k.db")) as system:
        schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(system))
        broken = {}
        for found in schema.get_all_operations():
            assert not isinstance(found, Err), found
            operation = found.ok()

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy())
            def keeps(case: schemathesis.Case[Any]) -> None:
                case.call_and_validate(checks=CHECKS, timeout=PATIENCE)

            try:
                keeps()
            except (Exception, BaseExceptionGroup) as error:
                broken[operation.label] = str(error)[:800]
        assert not broken, "\n".join(f"{k}: {v}" for k, v in broken.items())
