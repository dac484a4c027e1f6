"""Runs templates in worker processes: one that hangs, swells or dies is ended, and the next page gets a new one."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any

from app.pages.sandbox.findings import Finding, TemplateRefused
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.worker import DONE, LENGTH, REFUSED, read_frame

WORKER_COMMAND = (sys.executable, "-I", "-m", "app.pages.sandbox.worker")
_PROFILING_TIMER, _KILL = 27, 9
"""Signals that end a worker: its own processor timer (SIGPROF), and the time limit kept here (SIGKILL)."""


_WATCH_EVERY_S = 0.1
_TIME_TO_LEAVE_S = 2.0
"""A worker leaves as soon as its pipe is closed."""
_TIME_TO_START_S = 60.0
"""Of a worker's program, on a busy machine; nothing of anybody's text is run yet."""


class _Watch(threading.Thread):
    """Ends a process whose answer is overdue."""

    def __init__(self) -> None:
        super().__init__(name="page worker's watch")
        self._over = threading.Event()
        self.overdue: tuple[float, subprocess.Popen[bytes]] | None = None
        """When, on the monotonic clock, and which process to end then; None while nothing is asked."""

    def run(self) -> None:
        while not self._over.wait(_WATCH_EVERY_S):
            asked = self.overdue
            if asked is not None and time.monotonic() > asked[0]:
                asked[1].kill()

    def end(self) -> None:
        self._over.set()
        self.join()


class TemplateWorker:
    """One process, used by one thread at a time; started when first needed."""

    def __init__(self, limits: RenderLimits, command: Sequence[str] = WORKER_COMMAND) -> None:
        self._limits = limits
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: _Watch | None = None
        self._loaded: dict[str, Any] = {"parts": {}, "shared": {}, "open_parts": None}

    def load(
        self, parts: Mapping[str, str], shared: Mapping[str, Any], open_parts: Collection[str] | None = None
    ) -> None:
        """The shipped parts and the data pages share; a worker that replaces this one gets them too.

        Own texts may use `open_parts` alone; all of them when that is None.
        """
        opened = None if open_parts is None else sorted(open_parts)
        self._loaded = {"parts": parts, "shared": shared, "open_parts": opened}
        self._stop()

    def validate(self, source: str) -> tuple[Finding, ...]:
        """Why the template is refused; nothing when it may be used."""
        try:
            self._ask({"do": "validate", "source": source})
        except TemplateRefused as refusal:
            return refusal.findings
        return ()

    def render_part(self, part: str, shared: str, data: Mapping[str, Any]) -> bytes:
        """A page by a loaded part, as UTF-8. Raises TemplateRefused, also when a limit was reached."""
        return self._ask({"do": "render_part", "part": part, "shared": shared, "data": data})

    def render_source(self, source: str, shared: str, data: Mapping[str, Any]) -> bytes:
        """A page by a text of somebody's own, as UTF-8. Raises TemplateRefused."""
        return self._ask({"do": "render_source", "source": source, "shared": shared, "data": data})

    def close(self) -> None:
        self._stop()
        if self._watch is not None:
            self._watch.end()
            self._watch = None

    def _stop(self) -> None:
        """Ends the process; the next order starts another."""
        if self._process is not None:
            self._end(self._process)
            self._process = None

    def _ask(self, order: Mapping[str, Any]) -> bytes:
        process = self._running()
        answer = self._exchange(process, order, self._limits.wall_s)
        if answer[:1] == DONE:
            return answer[1:]
        if answer[:1] == REFUSED:
            raise TemplateRefused(tuple(Finding(*found) for found in json.loads(answer[1:])))
        self._stop()
        raise TemplateRefused((Finding(1, 1, self._why_ended(process, is_out_of_memory=bool(answer))),))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = self._start()
            if self._watch is None:
                self._watch = _Watch()
                self._watch.start()
            loaded = self._exchange(self._process, {"do": "load", **self._loaded}, _TIME_TO_START_S)
            if loaded[:1] != DONE:
                self.close()
                raise RuntimeError("The process that renders pages cannot be started on this machine.")
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        limits = self._limits
        shares = (limits.cpu_s, limits.memory_bytes, limits.output_bytes, limits.loop_turns)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*self._command, *map(str, shares)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            close_fds=True,
        )

    def _exchange(self, process: subprocess.Popen[bytes], order: Mapping[str, Any], wall_s: float) -> bytes:
        """The answer, or nothing when the process ended; it is ended here when it takes too long."""
        assert process.stdin is not None
        assert process.stdout is not None
        text = json.dumps(order, ensure_ascii=True, separators=(",", ":")).encode()
        assert self._watch is not None
        self._watch.overdue = time.monotonic() + wall_s, process
        try:
            process.stdin.write(LENGTH.pack(len(text)) + text)
            process.stdin.flush()
            return read_frame(process.stdout)  # type: ignore[arg-type]
        except BrokenPipeError:
            return b""
        finally:
            self._watch.overdue = None

    def _why_ended(self, process: subprocess.Popen[bytes], *, is_out_of_memory: bool) -> str:
        if is_out_of_memory:
            return f"needed more than {self._limits.memory_bytes // 2**20} MB of memory"
        if process.returncode == -_PROFILING_TIMER:
            return f"took more than {self._limits.cpu_s:g} s of processor time"
        if process.returncode == -_KILL:
            return f"took more than {self._limits.wall_s:g} s"
        return "could not be run: it made the page worker stop"

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(_TIME_TO_LEAVE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class TemplateWorkers:
    """A few workers for many threads."""

    def __init__(self, limits: RenderLimits, count: int, command: Sequence[str] = WORKER_COMMAND) -> None:
        self.count = count
        self._all = [TemplateWorker(limits, command) for _ in range(count)]
        self._free: SimpleQueue[TemplateWorker] = SimpleQueue()
        for worker in self._all:
            self._free.put(worker)

    def load(
        self, parts: Mapping[str, str], shared: Mapping[str, Any], open_parts: Collection[str] | None = None
    ) -> None:
        """For all workers; call it while none is lent."""
        for worker in self._all:
            worker.load(parts, shared, open_parts)

    @contextmanager
    def lent(self) -> Iterator[TemplateWorker]:
        """A worker for this thread, waited for when all are busy."""
        worker = self._free.get()
        try:
            yield worker
        finally:
            self._free.put(worker)

    def close(self) -> None:
        for worker in self._all:
            worker.close()

    def __enter__(self) -> TemplateWorkers:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()
