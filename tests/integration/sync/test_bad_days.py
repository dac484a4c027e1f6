"""Whatever happens in whatever order over a line that breaks: in the end both sides say the same, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from app.domain.exchange import Platform
from tests.fakes.two_sides import play

SHORT = settings(max_examples=6, stateful_step_count=15, suppress_health_check=list(HealthCheck))
"""`make soak` plays hundreds."""


@pytest.mark.parametrize("platform", list(Platform))
def test_both_sides_end_equal_and_no_piece_is_lost(platform, migrated_file, tmp_path):
    play(platform, migrated_file, tmp_path, SHORT)
