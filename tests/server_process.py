"""The real `varai server` as a process of its own, for tests that need sockets, workers or signals."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

READY_S = 60


@dataclass
class Running:
    """A server that answers."""

    process: subprocess.Popen[str]
    client: httpx2.Client
    output: Path

    @property
    def first_owner_secret(self) -> str | None:
        links = [line for line in self.output.read_text().splitlines() if "/welcome#" in line]
        return links[0].strip().partition("#")[2] if links else None

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@contextmanager
def running_server(
    data_dir: Path, *options: str, port: int | None = None, **settings: str
) -> Iterator[Running]:
    """Started in `data_dir` with its secrets in files, and stopped at the end. `settings` are its own."""
    port = port or free_port()
    command = [str(Path(sys.executable).with_name("varai")), "server", "--port", str(port)]
    chosen = {"VARAI_DATA_DIR": str(data_dir), "VARAI_SECRET_STORE": "file", "PYTHONUNBUFFERED": "1"}
    chosen["VARAI_SERVER__SITES_PORT"] = "0"
    chosen |= {f"VARAI_SERVER__{name.upper()}": value for name, value in settings.items()}
    output = data_dir.parent / f"{data_dir.name}-{port}.txt"
    with output.open("w") as said, httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        environment = os.environ | chosen  # noqa: TID251 - the process needs its path and home
        process = subprocess.Popen([*command, *options], env=environment, stdout=said, stderr=said, text=True)
        running = Running(process, client, output)
        try:
            _wait_until_ready(running)
            yield running
        finally:
            running.stop()


def _wait_until_ready(running: Running) -> None:
    deadline_s = time.monotonic() + READY_S
    while True:
        try:
            answer = running.client.get("/readyz")
            break
        except httpx2.TransportError:
            assert time.monotonic() < deadline_s, running.output.read_text()
            assert not _ended_within(running.process, 0.1), running.output.read_text()
    assert answer.status_code == 200, answer.text


def _ended_within(process: subprocess.Popen[str], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
