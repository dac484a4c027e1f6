"""Keeps the log lines of native libraries off the terminal of people who never asked for them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2


@contextmanager
def native_stderr_muted() -> Iterator[None]:
    """Drops what native code writes to standard error meanwhile; Python exceptions pass as ever.

    The whole process is muted, so keep it short. Without a standard error (a windowed program) nothing happens.
    """
    try:
        kept = os.dup(_STDERR)
    except OSError:
        yield
        return
    sys.stderr.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)
