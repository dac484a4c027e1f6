"""Passwords: how they are chosen, hashed and checked. The password itself is never kept, logged or repeated."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from app.domain.errors import RetryLater, UnusableRecord

LEAST, MOST = 10, 128
_JUDGED = 72
"""Characters that are judged: more only help."""
_GUESSES_LOG10 = 8
"""A hundred million guesses, out of reach at the ten tries in five minutes that the door allows."""
_AT_ONCE = 4
_WAIT_S = 5.0
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5LWlzLWhlcmUh$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""A hash no password has: an unknown name takes as long as a known one."""


class Passwords:
    """Argon2id with 64 MiB, 3 passes, 4 lanes; four at a time, so that sign-ins cannot eat the memory."""

    def __init__(
        self,
        memory_kib: int = 65536,
        passes: int = 3,
        lanes: int = 4,
        at_once: int = _AT_ONCE,
        wait_s: float = _WAIT_S,
    ) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._turns = BoundedSemaphore(at_once)
        self._wait_s = wait_s

    def hash(self, password: str) -> str:
        """Raises RetryLater when too many others wait for theirs."""
        with self._turn():
            return self._hasher.hash(_plain(password))

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether `password` is the one hashed as `kept`; takes the same time when there is none."""
        with self._turn():
            try:
                return self._hasher.verify(kept or _NOBODY, _plain(password))
            except (VerificationError, InvalidHashError):
                return False

    def needs_rehash(self, kept: str) -> bool:
        """Whether it was hashed with other costs than today's."""
        return self._hasher.check_needs_rehash(kept)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._wait_s):
            raise RetryLater("Many people sign in right now.", 5)
        try:
            yield
        finally:
            self._turns.release()


def check_choice(password: str, *about: str) -> None:
    """Raises UnusableRecord for a password that is too short, too long, well known, or made of `about` the person.

    Any characters are welcome, none are asked for, and it need not be changed from time to time (ASVS 5.0, 6.2).
    """
    chosen = _plain(password)
    if not LEAST <= len(chosen) <= MOST:
        raise UnusableRecord(
            f"A password has {LEAST} to {MOST} characters. Three or four words in a row are good."
        )
    if zxcvbn(chosen[:_JUDGED], [word for word in about if word])["guesses_log10"] < _GUESSES_LOG10:
        raise UnusableRecord(
            "This password is easily guessed. Choose another one, without names and common words."
        )


def _plain(password: str) -> str:
    """The same text however the keyboard composed its accents."""
    return unicodedata.normalize("NFC", password)
