"""A mirror without its window, as a process of its own: its store, and what keeps it in step."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.bus import Bus
from app.settings import Settings
from engine.clock import MonotonicClock
from ui.shop import own_shop
from ui.shop_sync import synchronising

_A_DAY_NS = 86_400_000_000_000


def environment_of(folder: Path) -> dict[str, str]:
    own = {"VARAI_DATA_DIR": str(folder), "VARAI_SECRET_STORE": "file", "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **own, "PYTHONPATH": os.pathsep.join(sys.path)}  # noqa: TID251 - a child's path


@contextmanager
def running_mirror(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Killed at the end, as by a power cut. It says `in step` once it has begun."""
    command = [sys.executable, "-m", "tests.mirror_process"]
    with subprocess.Popen(command, env=environment_of(folder), stdout=subprocess.PIPE, text=True) as mirror:
        try:
            assert mirror.stdout.readline() == "in step\n"
            yield mirror
        finally:
            mirror.kill()


def main() -> None:
    settings, clock = Settings(), MonotonicClock()
    with own_shop(settings, Bus()) as shop, synchronising(settings, shop, lambda _: None):
        print("in step")
        clock.wait_until_ns(clock.now_ns() + _A_DAY_NS)


if __name__ == "__main__":
    main()
