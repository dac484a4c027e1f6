"""Whether this server can work now: its database, its schema, its signing key."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread

Check = Callable[[], None]
"""Raises when something is wrong."""

_PATIENCE_S = 1.5


class Health:
    """Runs each check on a thread of its own, one at a time: a database that hangs cannot hang the answer."""

    def __init__(self, checks: dict[str, Check], patience_s: float = _PATIENCE_S) -> None:
        self._checks = checks
        self._patience_s = patience_s
        self._lock = Lock()
        self._running: dict[str, Future[None]] = {}

    def findings(self) -> dict[str, str]:
        """What each check says: `ok`, `failed` or `slow`. All `ok` means ready."""
        begun = {name: self._begin(name, check) for name, check in self._checks.items()}
        return {name: self._outcome(future) for name, future in begun.items()}

    def _begin(self, name: str, check: Check) -> Future[None]:
        with self._lock:
            running = self._running.get(name)
            if running is None or running.done():
                running = self._running[name] = Future()
                Thread(target=_settle, args=(running, check), name=f"health-{name}", daemon=True).start()
            return running

    def _outcome(self, future: Future[None]) -> str:
        try:
            return "ok" if future.exception(self._patience_s) is None else "failed"
        except TimeoutError:
            return "slow"


def _settle(future: Future[None], check: Check) -> None:
    try:
        check()
        future.set_result(None)
    except Exception as error:  # noqa: BLE001 - handed to the one who asks
        future.set_exception(error)
