"""A small vocabulary for the tests of the scorer, which names nothing of the shipped map."""

from __future__ import annotations

import pytest

from tests.questions.readings import Vocabulary


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(
        concepts={
            "easing hopes": {"family": "easing", "sign": 1},
            "policy rate": {"family": "easing", "sign": -1},
            "krona": {"family": "krona", "sign": 1},
            "tin": {"family": "tin", "sign": 1},
        },
        nodes={"p_cut": "easing hopes", "rate": "policy rate", "usdsek": "-krona", "tin_usd": "tin"},
        units={"bps": "bp", "percent": "%"},
        horizon_words={"meeting": ["meeting"], "week": ["week"]},
        horizon_days={"day": 1, "week": 6},
        states={},
        amounts=["by"],
    )
