"""What all request bodies share: fields nobody asked for are refused, and texts are ones that can be kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints


class Body(BaseModel):
    """A request's body. An unknown field is an error, not ignored: it may be a right somebody tries to slip in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _printable(text: str) -> str:
    if any(
        ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 or "\ud800" <= character <= "\udfff"
        for character in text
    ):
        raise ValueError("contains control characters")
    return text


def _lower(text: str) -> str:
    return text.lower()


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_printable)
]
"""A name or title: one line of text."""
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=3, max_length=254, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$"
    ),
    AfterValidator(_printable),
    AfterValidator(_lower),
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$")]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=200)]
"""A password or token: appears in no log and no error."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
