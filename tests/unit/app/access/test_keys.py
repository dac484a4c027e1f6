from __future__ import annotations

import pytest

from app.access.keys import (
    is_signed,
    kept_key,
    key_from_jwk,
    key_from_secret,
    new_key,
    public_jwk,
    thumbprint,
)
from tests.fakes.secrets import RememberedSecrets

RFC_8037_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def test_a_thumbprint_is_that_of_the_standard():
    assert thumbprint(key_from_jwk(RFC_8037_KEY)) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_key_is_made_once_and_kept():
    secrets = RememberedSecrets()
    assert kept_key(secrets, "audit").id == kept_key(secrets, "audit").id != kept_key(secrets, "other").id


def test_a_signature_holds_for_its_own_message_and_key_only():
    key, other = new_key(), new_key()
    signature = key.sign(b"one")
    assert is_signed(key.public, b"one", signature)
    assert not is_signed(key.public, b"two", signature)
    assert not is_signed(other.public, b"one", signature)
    assert not is_signed(key.public, b"one", b"short")


@pytest.mark.parametrize(
    "jwk",
    [
        None, "text", {}, {**RFC_8037_KEY, "crv": "X25519"}, {**RFC_8037_KEY, "kty": "RSA"},
        {**RFC_8037_KEY, "d": "secret"}, {**RFC_8037_KEY, "x": "AAAA"}, {**RFC_8037_KEY, "x": 5},
        {**RFC_8037_KEY, "x": RFC_8037_KEY["x"] + "="}, {**RFC_8037_KEY, "x": "!" * 43},
    ],
)  # fmt: skip
def test_anything_but_a_public_ed25519_key_is_refused(jwk):
    with pytest.raises(ValueError, match=r"."):
        key_from_jwk(jwk)


def test_a_public_key_and_a_secret_come_back_as_they_were():
    key = new_key()
    assert thumbprint(key_from_jwk(public_jwk(key.public))) == key.id
    assert key_from_secret(key.as_secret()).id == key.id
