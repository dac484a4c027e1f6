"""Rules for every test: time limits come from pyproject; here, no thread may outlive its test."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.postgres_server", "tests.store_databases"]

settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("steady")

_JOIN_S = 5.0


@pytest.fixture(autouse=True)
def no_thread_outlives_its_test() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    strays = [thread for thread in threading.enumerate() if thread not in before]
    for thread in strays:
        _join(thread)
    left = [thread.name for thread in strays if thread.is_alive()]
    assert not left, f"threads left behind: {left}"


def _join(thread: threading.Thread) -> None:
    """Also one that another thread is starting just now: a server's, for a browser's last request."""
    while thread in threading.enumerate():
        try:
            thread.join(_JOIN_S)
        except RuntimeError:
            time.sleep(0.001)
        else:
            return
