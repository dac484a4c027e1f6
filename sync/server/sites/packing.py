"""Compresses what is sent to visitors, and remembers what was sent lately."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from pathlib import Path
from threading import Lock

_LEAST_BYTES = 512
_LEVEL = 6


def wants_gzip(accept_encoding: str) -> bool:
    """Whether a browser takes gzip (RFC 9110, 12.5.3)."""
    for choice in accept_encoding.lower().split(","):
        name, _, weight = choice.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


class PackedFiles:
    """Safe from any thread; forgets what was asked for longest ago when it holds more than `most_bytes`."""

    def __init__(self, most_bytes: int = 64 * 2**20) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Path, str], bytes] = OrderedDict()
        self._bytes = 0

    def packed(self, file: Path, etag: str) -> bytes:
        """The file's content, compressed. Raises OSError."""
        key = (file, etag)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = gzip.compress(file.read_bytes(), _LEVEL, mtime=0)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += len(made)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return made


def is_worth_it(size_bytes: int) -> bool:
    return size_bytes >= _LEAST_BYTES
