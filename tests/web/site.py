"""A small site as a shop's own web server would serve it: one product page with the try-on under a strict policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.fakes.site_server import answering

STRICT_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types default"
)
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".glb": "model/gltf-binary",
    ".css": "text/css",
}


@dataclass
class Site:
    """What is served, and what was asked for."""

    folders: Mapping[str, Path]
    """First part of a path to the folder behind it."""
    pages: dict[str, bytes] = field(default_factory=dict)
    """Path to body; wins over folders."""
    asked: list[str] = field(default_factory=list)
    policy: str = STRICT_POLICY
    origin: str = ""

    def body_of(self, path: str) -> bytes | None:
        if path in self.pages:
            return self.pages[path]
        _, first, *rest = path.split("/")
        folder = self.folders.get(first)
        file = folder.joinpath(*rest) if folder and rest and ".." not in rest else None
        return file.read_bytes() if file and file.is_file() else None


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """On loopback, any free port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            site.asked.append(path)
            body = site.body_of(path)
            self.send_response(200 if body is not None else 404)
            self.send_header(
                "Content-Type", TYPES.get(Path(path).suffix or ".html", "application/octet-stream")
            )
            self.send_header("Content-Length", str(len(body or b"")))
            self.send_header("Content-Security-Policy", site.policy)
            self.send_header("Permissions-Policy", "camera=(self)")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = False
    with answering(server) as site.origin:
        yield site
