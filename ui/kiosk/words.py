"""The words of every language, prices as people there write them. Qt-free."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from babel import Locale
from babel.numbers import format_currency, get_currency_precision

from app.domain.money import Money

LANGUAGES = ("en", "de", "es", "fr")


def load_words(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Message key to words, for each language: `folder/en.json`, `folder/reasons/en.json` and their siblings."""
    return {
        language: _read(folder / f"{language}.json") | _read(folder / "reasons" / f"{language}.json")
        for language in LANGUAGES
    }


def _read(path: Path) -> dict[str, str]:
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words


def notice_sha256(words: Mapping[str, str]) -> str:
    """Names the exact words a customer agrees to: the consent screen and the full notice."""
    shown = {key: text for key, text in words.items() if key.startswith(("consent_", "notice_"))}
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def measurement_consent_sha256(words: Mapping[str, str]) -> str:
    """Names the exact words under which a measurement sheet may be kept."""
    return hashlib.sha256(words["measure_consent"].encode()).hexdigest()


def price_text(price: Money, language: str) -> str:
    """`€189`, `189 €`, `189,50 €`: cents only when there are any."""
    digits = get_currency_precision(price.currency)
    amount = Decimal(price.amount_minor).scaleb(-digits)
    pattern = Locale.parse(language).currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace(".00", "")
    return format_currency(amount, price.currency, pattern, locale=language, currency_digits=False)
