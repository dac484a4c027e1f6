"""What every secret store does, wherever the secrets lie."""

from __future__ import annotations

import pytest

from app.secrets.file_store import FileSecrets
from app.secrets.key_ring import KeyRingSecrets
from tests.fakes.secrets import OwnedKeyRing, RememberedSecrets


@pytest.fixture(params=["key ring", "file", "memory"])
def secrets(request, tmp_path):
    if request.param == "key ring":
        return KeyRingSecrets(OwnedKeyRing())
    return FileSecrets(tmp_path / "secrets") if request.param == "file" else RememberedSecrets()


def test_a_secret_that_was_never_kept_is_none(secrets):
    assert secrets.get("shop") is None


@pytest.mark.parametrize("secret", ["cs_1", "", "ü“\n\x00–𝄞", "x" * 2000])
def test_a_secret_comes_back_as_it_was(secrets, secret):
    secrets.put("shop", secret)
    assert secrets.get("shop") == secret
    assert secrets.get("other") is None


def test_the_newest_secret_of_a_name_counts(secrets):
    secrets.put("shop", "old")
    secrets.put("shop", "new")
    assert secrets.get("shop") == "new"


def test_a_deleted_secret_is_gone_and_the_others_stay(secrets):
    secrets.put("one", "1")
    secrets.put("two", "2")
    secrets.delete("one")
    assert (secrets.get("one"), secrets.get("two")) == (None, "2")


def test_deleting_what_is_not_there_does_nothing(secrets):
    secrets.delete("nothing")


def test_a_name_may_be_any_words(secrets):
    secrets.put("../shop/ü: one", "1")
    secrets.put("../shop/ü: two", "2")
    assert secrets.get("../shop/ü: one") == "1"


def test_the_value_is_in_no_words_about_the_store(secrets):
    secrets.put("shop", "cs_very_secret")
    if not isinstance(secrets, RememberedSecrets):
        assert "cs_very_secret" not in repr(vars(secrets)) + repr(secrets)
