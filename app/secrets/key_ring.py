"""Secrets in the key ring of this machine: Secret Service, macOS Keychain, Windows Credential Locker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring  # noqa: TID251 - this room owns the key ring
from keyring.backend import KeyringBackend  # noqa: TID251
from keyring.errors import KeyringError, PasswordDeleteError  # noqa: TID251

from app.domain.errors import NeedsOwner

SERVICE = "varai"
_LOCKED = "The key ring of this machine does not answer ({}). Unlock it, or set secret_store to file."
_MISSING = "This machine has no key ring. Set secret_store to file (VARAI_SECRET_STORE=file)."


class KeyRingSecrets:
    """A SecretStore. Without a ring every call raises NeedsOwner, so that nothing is kept in the wrong place."""

    def __init__(self, ring: KeyringBackend | None) -> None:
        self._ring = ring

    def get(self, name: str) -> str | None:
        with _asking(self._ring) as ring:
            return ring.get_password(SERVICE, name)

    def put(self, name: str, secret: str) -> None:
        with _asking(self._ring) as ring:
            ring.set_password(SERVICE, name, secret)

    def delete(self, name: str) -> None:
        with _asking(self._ring) as ring:
            if ring.get_password(SERVICE, name) is not None:
                ring.delete_password(SERVICE, name)


def usable_key_ring() -> KeyringBackend | None:
    """The key ring of this machine; None where there is none (`fail`, `null` and the like have no priority)."""
    ring = keyring.get_keyring()
    return ring if float(ring.priority) > 0 else None


@contextmanager
def _asking(ring: KeyringBackend | None) -> Iterator[KeyringBackend]:
    if ring is None:
        raise NeedsOwner(_MISSING)
    try:
        yield ring
    except PasswordDeleteError:
        return  # somebody else was faster
    except KeyringError as error:
        # Not chained: a ring's own words may quote what it was given.
        raise NeedsOwner(_LOCKED.format(type(error).__name__)) from None
