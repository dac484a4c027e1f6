"""Words and prices in four languages."""

from __future__ import annotations

import pytest

from app.domain.money import Money
from ui.kiosk.words import price_text


@pytest.mark.parametrize(
    ("language", "whole", "cents"),
    [
        ("en", "€189", "€189.50"),
        ("de", "189 €", "189,50 €"),
        ("es", "189 €", "189,50 €"),
        ("fr", "189 €", "189,50 €"),
    ],
)
def test_prices_are_written_as_people_write_them(language, whole, cents):
    plain = str.maketrans({"\xa0": " ", "\u202f": " "})
    assert price_text(Money(18900, "EUR"), language).translate(plain) == whole
    assert price_text(Money(18950, "EUR"), language).translate(plain) == cents


def test_a_currency_without_cents_keeps_its_amount():
    assert price_text(Money(24000, "JPY"), "en") == "¥24,000"
