"""Prices in other currencies than the shop's own: Magento keeps those by website.

Where the price scope is "website", each website may have a base currency and prices of its own. Currencies that a
website merely offers for display are converted by rates: they are no prices that could be read or written.
Writing through the store view itself would make its own copy of everything else, so Magento's price interfaces are
used; they answer with a list of what they did not take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.products import Price
from sync.platforms.amounts import decimal_of
from sync.platforms.magento.client import Json, MagentoClient, MagentoRefusal, filled
from sync.platforms.values import RefusalCode, RefusedWrite, VariantChange, WriteOutcome


@dataclass(frozen=True, slots=True)
class PriceView:
    """A store view through which a website's prices are seen and written."""

    currency: str
    store_id: int
    code: str
    website_id: int


def price_views(configs: Sequence[Json], own: str) -> tuple[PriceView, ...]:
    """One for each currency beside the shop's own: the first website that sells in it."""
    found: dict[str, PriceView] = {}
    for one in sorted(configs, key=lambda one: (int(one["website_id"]), int(one["id"]))):
        currency = str(one["base_currency_code"])
        view = PriceView(currency, int(one["id"]), str(one["code"]), int(one["website_id"]))
        if currency != own:
            found.setdefault(currency, view)
    return tuple(found.values())


class MagentoPrices:
    def __init__(self, client: MagentoClient, own: str, views: Sequence[PriceView]) -> None:
        self._client = client
        self.own = own
        self._views = {view.currency: view for view in views}

    def check(self, prices: Sequence[Price]) -> None:
        """ValueError when the shop sells in none of these currencies; others are left out."""
        currencies = [price.money.currency for price in prices]
        if currencies and not {self.own, *self._views} & set(currencies):
            raise ValueError(f"no website sells in {currencies[0]}; the shop's own currency is {self.own}")

    def write(self, sku: str, prices: Sequence[Price]) -> str:
        """Why Magento did not take one of them, or nothing. The shop's own price is none of its concern."""
        for price in prices:
            view = self._views.get(price.money.currency)
            if view is not None and (reason := self._write(sku, price, view)):
                return reason
        return ""

    def _write(self, sku: str, price: Price, view: PriceView) -> str:
        """What is struck out goes first: a reduced price alone would be taken for the usual one."""
        currency = price.money.currency
        usual = decimal_of(price.list_price_minor or price.money.amount_minor, currency)
        place = {"sku": sku, "store_id": view.store_id}
        reason = self._ask("products/base-prices", [{**place, "price": usual}]) or self._clear(sku, view)
        if reason or price.list_price_minor is None:
            return reason
        reduced = decimal_of(price.money.amount_minor, currency)
        return self._ask("products/special-price", [{**place, "price": reduced}])

    def _clear(self, sku: str, view: PriceView) -> str:
        told = self._client.call("POST", "products/special-price-information", {"skus": [sku]})
        if isinstance(told, MagentoRefusal):
            return str(told)
        old = [one for one in told if int(one["store_id"]) == view.store_id]
        return self._ask("products/special-price-delete", old[:1]) if old else ""

    def _ask(self, path: str, prices: Sequence[Mapping[str, Any]]) -> str:
        told = self._client.call("POST", path, {"prices": prices})
        if isinstance(told, MagentoRefusal):
            return str(told)
        return "; ".join(filled(one) for one in told)

    def write_all(
        self, changes: Sequence[VariantChange], skus: Mapping[str, str], outcome: WriteOutcome
    ) -> WriteOutcome:
        """The outcome of these changes so far, with their prices elsewhere; `skus` by variant id."""
        done, refused = [], list(outcome.refused)
        prices = {one.variant_id: one.prices or () for one in changes}
        for variant_id in outcome.done:
            reason = self.write(skus[variant_id], prices[variant_id])
            if reason:
                refused.append(RefusedWrite(variant_id, RefusalCode.INVALID, reason))
            else:
                done.append(variant_id)
        return WriteOutcome(tuple(done), tuple(refused))
