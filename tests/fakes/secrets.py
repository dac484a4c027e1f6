"""Secrets that lie nowhere, and a key ring that a test owns."""

from __future__ import annotations

from keyring.backend import KeyringBackend  # noqa: TID251 - the fake of it
from keyring.errors import KeyringLocked, PasswordDeleteError  # noqa: TID251


class RememberedSecrets:
    """A SecretStore in memory."""

    def __init__(self, **secrets: str) -> None:
        self._secrets = secrets

    def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    def put(self, name: str, secret: str) -> None:
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        self._secrets.pop(name, None)


class OwnedKeyRing(KeyringBackend):
    """A key ring in memory; a locked one quotes what it was given, as a careless one might."""

    priority = 1

    def __init__(self, is_locked: bool = False) -> None:
        super().__init__()
        self._kept: dict[tuple[str, str], str] = {}
        self._is_locked = is_locked

    def get_password(self, service: str, username: str) -> str | None:
        if self._is_locked:
            raise KeyringLocked("locked")
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self._is_locked:
            raise KeyringLocked(f"cannot keep {password}")
        self._kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self._kept:
            raise PasswordDeleteError
        del self._kept[service, username]
