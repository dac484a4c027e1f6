"""Debian's Chromium without a window, for programs that drive it through its debugging port."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.web.conftest import CHROMIUM_FLAGS

_STARTS_WITHIN_S = 60.0


@contextmanager
def debugged_chromium(profile: Path) -> Iterator[int]:
    """The port. The browser keeps its things in `profile`."""
    command = [
        "/usr/bin/chromium",
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
    ]
    with subprocess.Popen(
        [*command, *CHROMIUM_FLAGS, "--disable-gpu", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as browser:
        try:
            yield _port(profile / "DevToolsActivePort")
        finally:
            browser.terminate()


def _port(file: Path) -> int:
    """Chromium writes it there once it listens."""
    over = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < over:
        if file.is_file() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.05)
    raise TimeoutError("Chromium does not listen")
