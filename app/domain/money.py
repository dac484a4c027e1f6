"""Money in minor units with its ISO 4217 currency. Never a float."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """An amount such as 18900 EUR cents."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        letters = self.currency.isascii() and self.currency.isalpha() and self.currency.isupper()
        if len(self.currency) != 3 or not letters:
            raise ValueError(f"{self.currency!r} is not an ISO 4217 currency code")
