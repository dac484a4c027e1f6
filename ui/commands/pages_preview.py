"""Serves a built site on this machine alone, and tells open pages when it changed."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from html import escape
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from app.pages.content_types import CONTENT_TYPES
from ui.designer.loopback import LoopbackServer, QuietAnswers

_RELOAD = b'new EventSource("/__changes").onmessage = () => location.reload();\n'
_TAG = b'<script type="module" src="/__reload.js"></script></body>'
_HEARTBEAT_S = 1.0
_LOOK_EVERY_S = 0.5


class Changes:
    """Counts rebuilds; pages wait for the next."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0
        self.is_over = False
        self.problem = ""
        """Why there are no new pages; shown in their place until it is mended."""

    @property
    def count(self) -> int:
        return self._count

    def happened(self, problem: str = "") -> None:
        with self._condition:
            self.problem = problem
            self._count += 1
            self._condition.notify_all()

    def wait(self, seen: int) -> int:
        """The count now, after at most a second."""
        with self._condition:
            self._condition.wait_for(lambda: self._count != seen or self.is_over, _HEARTBEAT_S)
            return self._count

    def end(self) -> None:
        with self._condition:
            self.is_over = True
            self._condition.notify_all()


class Preview(LoopbackServer):
    """A built site on loopback."""

    def __init__(self, folder: Path, port: int, changes: Changes) -> None:
        self.changes = changes
        super().__init__(port, functools.partial(_Pages, directory=str(folder)))


class _Pages(QuietAnswers, SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | CONTENT_TYPES

    def do_GET(self) -> None:
        if self.path == "/__reload.js":
            self.answer(200, CONTENT_TYPES[".js"], _RELOAD)
        elif self.path == "/__changes":
            self._tell_changes()
        elif (problem := self._changes.problem) and Path(self.path.partition("?")[0]).suffix in {"", ".html"}:
            self.answer(503, CONTENT_TYPES[".html"], problem_page(problem))
        else:
            self._page()

    def _page(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix == ".html" and path.is_file():
            self.answer(200, CONTENT_TYPES[".html"], path.read_bytes().replace(b"</body>", _TAG))
        elif path.is_file():
            super().do_GET()
        else:
            missing = Path(self.directory) / "404.html"
            self.answer(404, CONTENT_TYPES[".html"], missing.read_bytes() if missing.is_file() else b"")

    @property
    def _changes(self) -> Changes:
        assert isinstance(self.server, Preview)
        return self.server.changes

    def _tell_changes(self) -> None:
        changes, seen = self._changes, self._changes.count
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            while not changes.is_over:
                now = changes.wait(seen)
                self.wfile.write(b"data: changed\n\n" if now != seen else b": still here\n\n")
                self.wfile.flush()
                seen = now
        except OSError:
            return  # the page was closed


def problem_page(problem: str) -> bytes:
    """What stands in place of the pages while they cannot be built."""
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in problem.split("; "))
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not built</title>
<meta name="viewport" content="width=device-width"></head><body><main>
<h1>These pages cannot be built</h1><ul>{reasons}</ul><p>Save it again; this page follows by itself.</p>
</main></body></html>""".encode().replace(b"</body>", _TAG)


def newest_change(paths: list[Path]) -> int:
    """When any of these files, or a file in these folders, last changed (nanoseconds)."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    return max(map(_changed_at, files), default=0)


def _changed_at(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns if file.is_file() else 0
    except OSError:  # an editor is putting a new one in its place
        return 0


def rebuild_when_changed(
    seen: object,
    state: Callable[[], object],
    build: Callable[[], str],
    changes: Changes,
    over: threading.Event,
) -> None:
    """Looks every half second for a state that was not seen yet; returns when `over` is set.

    `build` says what is wrong.
    """
    while not over.wait(_LOOK_EVERY_S):
        now = state()
        if now != seen:
            seen = now
            changes.happened(build())
