"""Work off the main thread: one worker, its answers brought back to the main thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Protocol

from ui.bridge.relay import EventRelay

Work = Callable[[], object]


class Errands(Protocol):
    """Does work off the main thread and brings the answer back to it."""

    def run(
        self,
        work: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None] | None = None,
        urgent: bool = False,
    ) -> None:
        """Does `work` soon; urgent work belongs to the customer and goes first."""
        ...

    def forget(self) -> None:
        """Drops what is done for the customer, and the answers of what runs."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Errand:
    work: Work
    done: Callable[[object], None]
    failed: Callable[[Exception], None]
    round: int


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    errand: _Errand
    value: object
    error: Exception | None


class BackgroundErrands:
    """Runs errands one after another on a thread named after the work; `stop` joins it.

    `run` and `forget` belong to the main thread. Errands of the kept kind survive `forget`: they know nothing of
    a customer.
    """

    def __init__(self, name: str, closing: Callable[[], None] = lambda: None) -> None:
        self._wake = Condition()
        self._waiting: deque[_Errand] = deque()
        self._is_stopping = False
        self._round = 0
        self._closing = closing
        self._relay = EventRelay()
        self._relay.arrived.connect(self._bring_back)
        self._thread = Thread(target=self._work, name=name)
        self._thread.start()

    def run(
        self,
        work: Work,
        done: Callable[[object], None],
        failed: Callable[[Exception], None] | None = None,
        urgent: bool = False,
    ) -> None:
        """Does `work` soon, then calls `done` with its result, or `failed`, on the main thread.

        Urgent work belongs to the customer: it goes first, and `forget` drops it.
        """
        errand = _Errand(work, done, failed or _raise, self._round if urgent else -1)
        with self._wake:
            if urgent:
                self._waiting.appendleft(errand)
            else:
                self._waiting.append(errand)
            self._wake.notify()

    def forget(self) -> None:
        """Drops what is done for the customer, waiting or running: no answer of it arrives any more."""
        self._round += 1
        with self._wake:
            self._waiting = deque(errand for errand in self._waiting if errand.round == -1)

    def stop(self) -> None:
        """Finishes the running errand, drops the others, and joins the thread."""
        with self._wake:
            self._is_stopping = True
            self._waiting.clear()
            self._wake.notify()
        self._thread.join()

    def _work(self) -> None:
        try:
            while (errand := self._next()) is not None:
                self._relay.publish(_do(errand))
                del errand
        finally:
            self._closing()

    def _next(self) -> _Errand | None:
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._is_stopping)
            return None if self._is_stopping else self._waiting.popleft()

    def _bring_back(self, answer: _Answer) -> None:
        if self._is_stopping or answer.errand.round not in {-1, self._round}:
            return
        if answer.error is not None:
            answer.errand.failed(answer.error)
        else:
            answer.errand.done(answer.value)


def _do(errand: _Errand) -> _Answer:
    try:
        return _Answer(errand, errand.work(), None)
    except Exception as error:  # noqa: BLE001 - the asker decides what a failure means
        return _Answer(errand, None, error)


def _raise(error: Exception) -> None:
    raise error
