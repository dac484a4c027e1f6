"""What a mirror leaves for whoever looks after it: a log of limited size in the data folder. Nothing of customers."""

from __future__ import annotations

import logging
from contextlib import suppress
from logging.handlers import MemoryHandler, RotatingFileHandler
from pathlib import Path

FILE = Path("log") / "mirror.jsonl"
"""In the data folder."""
_FILE_BYTES = 2 * 2**20
_OLDER_FILES = 4
_MOST_EARLY = 500
_OURS = ("engine", "app", "sync", "ui")


class MirrorLog:
    """Remembers lines from the beginning; `open` writes them down, and all that follow.

    What makes lines of them takes a while to load, and the first picture must not wait for it.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE
        self._root = logging.getLogger()
        self._level = self._root.level
        self._early = MemoryHandler(_MOST_EARLY, flushLevel=logging.CRITICAL + 1, flushOnClose=False)
        self._file: logging.Handler | None = None
        self._early.addFilter(_is_of_interest)
        self._root.addHandler(self._early)
        self._root.setLevel(logging.INFO)

    def open(self) -> None:
        """Once. From any thread; a disk that cannot be written to stops nobody."""
        if self._file is not None:
            return
        from sync.runs.log_lines import write_log_lines  # noqa: PLC0415 - see above

        self._file = _SmallFiles(self._path)
        self._file.addFilter(_is_of_interest)
        write_log_lines(self._file)
        self._early.setTarget(self._file)
        self._early.flush()
        self._root.removeHandler(self._early)

    def close(self) -> None:
        for handler in filter(None, (self._early, self._file)):
            self._root.removeHandler(handler)
            with suppress(OSError):  # what was not written yet finds no room
                handler.close()
        self._root.setLevel(self._level)


def _is_of_interest(line: logging.LogRecord) -> bool:
    """What this program tells, and what troubles the libraries beneath it."""
    return line.levelno >= logging.WARNING or line.name.split(".")[0] in _OURS


class _SmallFiles(RotatingFileHandler):
    """A file that begins anew when it is full, a few of which are kept. It never complains: the mirror goes on."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_FILE_BYTES, backupCount=_OLDER_FILES, encoding="utf-8", delay=True)

    def _open(self):  # type: ignore[no-untyped-def]  # as the library's
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """The disk is full or gone."""
        del record
