"""Which secret store this machine uses, decided once, in a composition root."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from app.ports import SecretStore
from app.secrets.file_store import FileSecrets
from app.secrets.key_ring import KeyRingSecrets, usable_key_ring

StoreChoice = Literal["auto", "keyring", "file"]
FOLDER = "secrets"


def open_secrets(choice: StoreChoice, data_dir: Path, key_file: Path | None = None) -> SecretStore:
    """The store that the setting `secret_store` names.

    `auto` takes the key ring of this machine, unless there is none or secrets already lie in the folder: a service
    without a desktop session must find what an installer put there.
    """
    folder = data_dir / FOLDER
    ring = usable_key_ring() if choice == "keyring" or (choice == "auto" and not folder.exists()) else None
    if choice == "keyring" or ring is not None:
        return KeyRingSecrets(ring)
    return FileSecrets(folder, key_file)
