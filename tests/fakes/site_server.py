"""Serves a folder on loopback as a plain web host would, quietly, with a policy in the headers if one is given."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Host(SimpleHTTPRequestHandler):
    without_policy = False

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not (self.without_policy and path.suffix == ".html" and path.is_file()):
            super().do_GET()
            return
        kept = [x for x in path.read_text("utf-8").split("\n") if "Content-Security-Policy" not in x]
        body = "\n".join(kept).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def serving_folder(folder: Path, *, without_policy: bool = False) -> Iterator[str]:
    """The address. `without_policy` takes the pages' own policy out, to see what holds without it."""
    handler = type("Host", (_Host,), {"without_policy": without_policy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    server.daemon_threads = False
    with answering(server) as address:
        yield address


@contextmanager
def answering(server: ThreadingHTTPServer) -> Iterator[str]:
    """The address, while the server answers on a thread of its own; it is closed at the end."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="host")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
