"""One thread that does all writing: work is handed in from anywhere, done in order, and waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from app.store.problems import DatabaseClosed

T = TypeVar("T")
_Job = tuple[Callable[[], Any], "Future[Any]"]


class WriterThread:
    """Runs jobs one after another on a thread of its own, named `store-writer`."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._open = True
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def run(self, job: Callable[[], T]) -> T:
        """The job's result or its exception, once it is done.

        Raises DatabaseClosed after stop(), and RuntimeError when a job hands in a job (it would wait for itself).
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write cannot start another write: use its connection")
        outcome: Future[T] = Future()
        with self._gate:
            if not self._open:
                raise DatabaseClosed("The database is closed: this program is shutting down.")
            self._jobs.put((job, outcome))
        return outcome.result()

    def stop(self) -> None:
        """Does what was handed in before, then ends the thread. May be called twice."""
        with self._gate:
            if self._open:
                self._jobs.put(None)
            self._open = False
        self._thread.join()

    def _work(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, outcome = entry
            try:
                outcome.set_result(job())
            except BaseException as error:  # noqa: BLE001 - handed to the one who waits for it
                outcome.set_exception(error)
