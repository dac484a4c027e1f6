"""Words, prices, numbers and days as people of one edition write them."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import get_day_names
from babel.numbers import format_currency, format_decimal, get_currency_precision

from app.domain.money import Money
from app.pages.settings import Edition, Weekday


class Words:
    """The words of one edition."""

    def __init__(self, edition: Edition, texts: dict[str, str]) -> None:
        self.edition = edition
        self.texts = texts
        self._locale = Locale.parse(edition.locale, sep="-")

    def __getitem__(self, key: str) -> str:
        return self.texts[key]

    def counted(self, key: str, count: int) -> str:
        """`key` in the right plural form, with the number in it: `1 frame`, `12 frames`."""
        form = self._locale.plural_form(count)
        text = self.texts.get(f"{key}_{form}") or self.texts[f"{key}_other"]
        return text.replace("{count}", self.number(count))

    def filled(self, key: str, **values: str) -> str:
        """`key` with values in the places named for them."""
        text = self.texts[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text

    def price(self, money: Money) -> str:
        return _price(money.amount_minor, money.currency, self.edition.locale)

    def extra_price(self, amount_minor: int | None, currency: str) -> str:
        """`+ €39.00` where this edition counts in that currency; nothing elsewhere."""
        if amount_minor is None or currency != self.edition.currency:
            return ""
        return f"+ {self.price(Money(amount_minor, currency))}" if amount_minor else self.texts["included"]

    def number(self, value: float) -> str:
        return _number(value, self.edition.locale)

    def day(self, day: Weekday) -> str:
        return str(
            get_day_names("wide", locale=self._locale, context="stand-alone")[list(Weekday).index(day)]
        )

    def language_name(self, language: str) -> str:
        """What a language calls itself."""
        return _language_name(language)


def load_words(folder: Path, edition: Edition) -> Words:
    """The words in `folder`, one file a language."""
    return Words(edition, json.loads((folder / f"{edition.language}.json").read_text("utf-8")))


def decimal_price(money: Money) -> str:
    """`189.00`, as machines read it."""
    digits = get_currency_precision(money.currency)
    return f"{Decimal(money.amount_minor).scaleb(-digits):.{digits}f}"


@lru_cache(maxsize=64)
def _language_name(language: str) -> str:
    name = Locale.parse(language, sep="-").get_display_name() or language
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=65536)
def _number(value: float, locale: str) -> str:
    return str(format_decimal(value, format="#,##0.#", locale=locale.replace("-", "_")))


@lru_cache(maxsize=65536)
def _price(amount_minor: int, currency: str, locale: str) -> str:
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=locale.replace("-", "_")))
