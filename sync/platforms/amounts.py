"""Prices as platforms write them, in minor units, and back. Minor digits are those by which prices are shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from app.domain.money import Money
from app.domain.products import Price

_FARTHEST = Decimal(10) ** 18


def minor_units(amount: str | int | Decimal, currency: str) -> int:
    """`"89.90"` EUR is 8990; further digits are rounded half up. ValueError for what is no amount."""
    try:
        exact = Decimal(str(amount).strip()).scaleb(get_currency_precision(currency))
        if abs(exact) < _FARTHEST:
            return int(exact.to_integral_value(ROUND_HALF_UP))
    except ArithmeticError:
        pass
    raise ValueError(f"{amount!r} is no amount of money")


def decimal_of(amount_minor: int, currency: str) -> Decimal:
    """8990 EUR is Decimal("89.90")."""
    return Decimal(amount_minor).scaleb(-get_currency_precision(currency))


def amount_text(amount_minor: int, currency: str) -> str:
    """8990 EUR is `"89.90"`."""
    return f"{decimal_of(amount_minor, currency):f}"


def price_from(current: str | int | Decimal, before: str | int | Decimal | None, currency: str) -> Price:
    """The price to pay, and the struck-out one where it is higher."""
    now = minor_units(current, currency)
    listed = 0 if before is None or before == "" else minor_units(before, currency)
    return Price(Money(now, currency), listed if listed > now else None)


def in_currency(prices: tuple[Price, ...], currency: str) -> Price | None:
    """The price in this currency, if one is told."""
    return next((price for price in prices if price.money.currency == currency), None)
