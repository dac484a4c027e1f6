from __future__ import annotations

import keyring  # noqa: TID251 - the ring of this machine is set by the test
import pytest
from keyring.backends.fail import Keyring as NoKeyRing  # noqa: TID251

from app.domain.errors import NeedsOwner
from app.secrets.choice import open_secrets
from app.secrets.file_store import FileSecrets
from app.secrets.key_ring import KeyRingSecrets
from tests.fakes.secrets import OwnedKeyRing


@pytest.fixture
def machine_ring():
    """Sets the key ring of this machine, and puts the old one back."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("choice", "ring", "kind"),
    [
        ("auto", OwnedKeyRing, KeyRingSecrets),
        ("auto", NoKeyRing, FileSecrets),
        ("keyring", OwnedKeyRing, KeyRingSecrets),
        ("file", OwnedKeyRing, FileSecrets),
    ],
)
def test_the_setting_chooses_the_store(machine_ring, tmp_path, choice, ring, kind):
    machine_ring(ring())
    assert isinstance(open_secrets(choice, tmp_path), kind)


def test_secrets_that_lie_in_files_stay_there_when_a_key_ring_appears(machine_ring, tmp_path):
    machine_ring(NoKeyRing())
    open_secrets("auto", tmp_path).put("shop", "1")
    machine_ring(OwnedKeyRing())
    assert open_secrets("auto", tmp_path).get("shop") == "1"


def test_without_a_key_ring_the_choice_of_one_says_what_to_do(machine_ring, tmp_path):
    machine_ring(NoKeyRing())
    with pytest.raises(NeedsOwner, match="secret_store to file"):
        open_secrets("keyring", tmp_path).put("shop", "1")


def test_a_locked_ring_asks_for_the_owner_and_says_nothing_of_the_value():
    secrets = KeyRingSecrets(OwnedKeyRing(is_locked=True))
    with pytest.raises(NeedsOwner, match="Unlock it") as caught:
        secrets.put("shop", "cs_very_secret")
    assert "cs_very_secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    with pytest.raises(NeedsOwner, match="KeyringLocked"):
        secrets.get("shop")
