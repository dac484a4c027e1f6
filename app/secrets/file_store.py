"""Secrets in files, for servers and mirrors without a key ring: encrypted, replaced as a whole, for one user."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from app.domain.errors import NeedsOwner

KEY_NAME = "key"
_SUFFIX = ".secret"


class FileSecrets:
    """A SecretStore: one file a secret, so that writers of different secrets never meet. Safe from any process.

    The key lies beside them, or in `key_file`, which should then be on another disk or a mounted secret.
    """

    def __init__(self, folder: Path, key_file: Path | None = None) -> None:
        self._folder = folder
        self._key_file = key_file or folder / KEY_NAME

    def get(self, name: str) -> str | None:
        path = self._path(name)
        sealed = _read_private(path)
        return None if sealed is None else self._open(sealed, name, path)

    def put(self, name: str, secret: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sealed = self._cipher(may_make=True).encrypt(json.dumps([name, secret]).encode())
        made = _write_aside(self._folder, sealed)
        made.replace(self._path(name))
        _settle_folder(self._folder)

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / (hashlib.sha256(name.encode()).hexdigest()[:40] + _SUFFIX)

    def _open(self, sealed: bytes, name: str, path: Path) -> str:
        try:
            found_name, secret = json.loads(self._cipher(may_make=False).decrypt(sealed))
        except (InvalidToken, ValueError):
            found_name = None
        if found_name != name:
            raise NeedsOwner(
                f"{path} cannot be read with the key {self._key_file}: it is damaged or of another key. "
                "Put the right key back, or enter this connection's secret again."
            )
        return str(secret)

    def _cipher(self, *, may_make: bool) -> Fernet:
        key = _read_private(self._key_file)
        if key is None:
            key = self._new_key(may_make)
        try:
            return Fernet(key.strip())
        except ValueError:
            raise NeedsOwner(
                f"{self._key_file} is not a key of this program. Put the right one back."
            ) from None

    def _new_key(self, may_make: bool) -> bytes:
        """Made once; of two programs that make one at the same time both get the first one's."""
        if not may_make or any(self._folder.glob(f"*{_SUFFIX}")):
            raise NeedsOwner(
                f"The key file {self._key_file} is missing, and secrets are locked with it. Put it back from your "
                f"backup, or empty {self._folder} and enter the secrets again."
            )
        self._key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = _write_aside(self._key_file.parent, Fernet.generate_key())
        try:
            os.link(made, self._key_file)
        except FileExistsError:
            pass
        finally:
            made.unlink()
        _settle_folder(self._key_file.parent)
        return self._key_file.read_bytes()


def _read_private(path: Path) -> bytes | None:
    """The file's bytes; None when there is none. Raises NeedsOwner for one that others may read or replace."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise NeedsOwner(f"Other users may read {path}. Close it first: chmod 600 {path}")
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NeedsOwner(f"{path} cannot be read: {error.strerror}.") from error


def _write_aside(folder: Path, content: bytes) -> Path:
    """A new file of mode 0600, safe on disk, to be moved into place."""
    try:
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".new")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise NeedsOwner(f"The folder {folder} cannot be written to: {error.strerror}.") from error
    return Path(name)


def _settle_folder(folder: Path) -> None:
    """Makes a new name in the folder safe on disk; Windows needs and knows no such thing."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
