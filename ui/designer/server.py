"""Serves the design page on this machine alone, to whoever holds its key."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from secrets import token_urlsafe
from shutil import copyfileobj
from typing import Any

from app.pages.content_types import CONTENT_TYPES
from ui.designer.desk import Desk, Standing
from ui.designer.loopback import LoopbackServer, QuietAnswers

_MOST_BYTES = 3_000_000
"""Of settings: the longest texts of all languages, and a logo."""
_OWN_FILES = frozenset({".html", ".css", ".js", ".json", ".woff2"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src data: blob:; frame-src {site}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class DesignPage:
    """What the page is made of."""

    desk: Desk
    choices: Mapping[str, Any]
    """What can be chosen, as the page reads it: templates, languages, fonts."""
    folders: tuple[Path, ...]
    """Where the page's own files lie."""
    site: str
    """Origin of the pages that are being designed: another than this one, so that nothing in them reaches the desk."""
    key: str = field(default_factory=lambda: token_urlsafe(24), repr=False)


class DesignServer(LoopbackServer):
    """The design page on loopback."""

    def __init__(self, page: DesignPage, port: int) -> None:
        self.page = page
        super().__init__(port, _Answers)

    @property
    def address(self) -> str:
        """With the key behind #, where it stays in the browser."""
        return f"http://127.0.0.1:{self.server_port}/#{self.page.key}"


class _Answers(QuietAnswers, BaseHTTPRequestHandler):
    server: DesignServer

    def do_GET(self) -> None:
        if not self.path.startswith("/api/"):
            self._file()
        else:
            self._hand_over(
                {
                    "/api/design": self._design,
                    "/api/standing": self._standing,
                    "/api/archive": self._archive,
                }
            )

    def do_PUT(self) -> None:
        self._hand_over({"/api/design": self._change})

    def do_POST(self) -> None:
        self._hand_over({"/api/archive": self._pack})

    def end_headers(self) -> None:
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", _POLICY.format(site=self.server.page.site))
        super().end_headers()

    def _hand_over(self, answers: Mapping[str, Callable[[], None]]) -> None:
        """A page elsewhere knows neither the key nor, behind another name for this machine, the host."""
        given = self.headers.get("X-Design-Key", "").encode("utf-8", "replace")
        is_known = hmac.compare_digest(given, self.server.page.key.encode())
        is_here = self.headers.get("Host") == f"127.0.0.1:{self.server.server_port}"
        answer = answers.get(self.path)
        if answer is None:
            self.send_error(404)
        elif not (is_known and is_here):
            self.send_error(403)
        else:
            answer()

    def _design(self) -> None:
        settings = self.server.page.desk.settings.model_dump(mode="json")
        self._say({"settings": settings, "choices": self.server.page.choices, "site": self.server.page.site})

    def _standing(self) -> None:
        self._say(_told(self.server.page.desk.standing))

    def _change(self) -> None:
        size = self.headers.get("Content-Length", "")
        if not size.isdecimal() or int(size) > _MOST_BYTES:
            self.send_error(413)
            return
        try:
            chosen = json.loads(self.rfile.read(int(size)))
        except ValueError:
            chosen = None
        if not isinstance(chosen, dict):
            self.send_error(400)
            return
        problems = self.server.page.desk.change(chosen)
        self._say({"problems": [{"place": one.place, "says": one.says} for one in problems]})

    def _pack(self) -> None:
        self.server.page.desk.pack()
        self._say({})

    def _archive(self) -> None:
        archive = self.server.page.desk.standing.archive
        if archive is None:
            self.send_error(404)
            return
        with archive.open("rb") as file:
            self.send_response(200)
            self.send_header("Content-Type", "application/zip")
            self.send_header("Content-Length", str(archive.stat().st_size))
            self.end_headers()
            copyfileobj(file, self.wfile)

    def _file(self) -> None:
        name = self.path.split("?")[0].removeprefix("/") or "design.html"
        for folder in self.server.page.folders:
            path = (folder / name).resolve()
            if path.suffix in _OWN_FILES and path.is_relative_to(folder) and path.is_file():
                self.answer(200, CONTENT_TYPES[path.suffix], path.read_bytes())
                return
        self.send_error(404)

    def _say(self, content: Mapping[str, Any]) -> None:
        self.answer(200, CONTENT_TYPES[".json"], json.dumps(content).encode())


def _told(standing: Standing) -> dict[str, Any]:
    return {
        "phase": standing.phase,
        "done": standing.done,
        "total": standing.total,
        "says": standing.says,
        "isPacked": standing.archive is not None,
    }
