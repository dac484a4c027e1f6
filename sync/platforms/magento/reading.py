"""Reads a Magento catalogue by ascending entity id, so that nothing is skipped whatever changes meanwhile.

A configurable product's clock does not move with its variants': an incremental reading asks for changed variants
too and reads the products they belong to. Magento tells children of a product, not the parent of a child, so the
parents are found by going through all links once, and only when a variant has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.errors import UnusableRecord
from sync.platforms.magento.attributes import MagentoAttributes
from sync.platforms.magento.client import EVERYWHERE, PAGE, Filter, Json, MagentoClient, lists
from sync.platforms.magento.mapping import (
    HIDDEN,
    Surroundings,
    child_ids,
    picture_url,
    product_from,
    sites_of,
)
from sync.platforms.magento.prices import PriceView
from sync.platforms.reading import Reading
from sync.platforms.values import Page, RemoteProduct, Unusable

_VISIBLE = Filter("visibility", str(HIDDEN), "neq")
_HIDDEN = Filter("visibility", str(HIDDEN))


class MagentoReading:
    def __init__(
        self,
        client: MagentoClient,
        attributes: MagentoAttributes,
        currency: str,
        media_url: str,
        views: Sequence[PriceView],
    ) -> None:
        self._client = client
        self._attributes = attributes
        self._currency = currency
        self._media_url = media_url
        self._views = views
        self._parents = _Parents(self)

    def products(self, reading: Reading) -> Iterator[Page[RemoteProduct]]:
        """First what stands for itself, then (of changes) what a changed variant belongs to."""
        is_second, begin = reading.after.startswith("variants:"), reading.after.rpartition(":")[2] or "0"
        changed = (
            [Filter("updated_at", f"{reading.since:%Y-%m-%d %H:%M:%S}", "gteq")] if reading.since else []
        )
        if not is_second:
            for told, last, is_last in self._by_id(begin, [_VISIBLE, *changed]):
                reading = Reading(reading.since, reading.after, reading.begun or self._client.shop_time())
                is_end = is_last and not changed
                place = "variants:0" if is_last else last
                yield self._page(told, reading.done() if is_end else reading.at(place), is_end)
            begin = "0"
        if changed:
            parents = _Parents(self)
            for told, last, is_last in self._by_id(begin, [_HIDDEN, *changed]):
                wanted = parents.of([int(one["id"]) for one in told])
                place = reading.done() if is_last else reading.at(f"variants:{last}")
                yield self._page(self.with_ids(wanted), place, is_last)

    def _by_id(
        self, last: str, filters: list[Filter], fields: str = ""
    ) -> Iterator[tuple[list[Json], str, bool]]:
        """(products, last id, whether it was the last page)."""
        is_last = False
        while not is_last:
            beyond = Filter("entity_id", last, "gt")
            told = self._client.search("products", [beyond, *filters], sort="entity_id", fields=fields)
            is_last = len(told) < PAGE
            last = str(told[-1]["id"]) if told else last
            yield told, last, is_last

    def all_by_id(self, last: str, fields: str) -> Iterator[tuple[list[Json], str, bool]]:
        return self._by_id(last or "0", [], fields)

    def visible_ids(self, last: str) -> Iterator[tuple[list[Json], str, bool]]:
        return self._by_id(last or "0", [_VISIBLE], "id")

    def links(self) -> Iterator[tuple[int, list[int]]]:
        """(configurable product, its variants) for all there are."""
        kind = Filter("type_id", "configurable")
        for told, _, _ in self._by_id("0", [kind], "id,extension_attributes[configurable_product_links]"):
            for one in told:
                yield int(one["id"]), child_ids(one)

    def owner(self, variant_id: int) -> int | None:
        """The configurable product that a variant belongs to."""
        return self._parents.owner(variant_id)

    def with_ids(self, ids: Sequence[int], fields: str = "", view: str = EVERYWHERE) -> list[Json]:
        """Those that are there, by ascending id."""
        found: list[Json] = []
        for batch in lists(map(str, sorted(set(ids)))):
            wanted = Filter("entity_id", batch, "in")
            found += self._client.search("products", [wanted], sort="entity_id", fields=fields, view=view)
        return found

    def one(self, product_id: str) -> Json | None:
        found = self.with_ids([int(product_id)]) if product_id.isdecimal() else []
        return found[0] if found else None

    def mapped(self, told: Json) -> RemoteProduct:
        """With its variants. UnusableRecord when it makes no sense."""
        children = {int(one["id"]): one for one in self.with_ids(child_ids(told))}
        return self._map(told, children, self._around([told], children.values()))

    def _page(self, told: Sequence[Json], place: str, is_last: bool) -> Page[RemoteProduct]:
        wanted = [identity for one in told for identity in child_ids(one)]
        children = {int(one["id"]): one for one in self.with_ids(wanted)}
        around = self._around(told, children.values())
        items, unusable = [], []
        for one in told:
            try:
                items.append(self._map(one, children, around))
            except UnusableRecord as problem:
                unusable.append(Unusable(str(one["id"]), str(problem)))
        return Page(tuple(items), place, is_last, tuple(unusable))

    def _map(self, told: Json, children: dict[int, Json], around: Surroundings) -> RemoteProduct:
        return product_from(told, [children[one] for one in child_ids(told) if one in children], around)

    def url_of(self, entry: Json) -> str:
        """Where one of a product's pictures can be fetched."""
        return picture_url(self._media_url, entry)

    def _around(self, told: Sequence[Json], children: Iterable[Json]) -> Surroundings:
        sold = [*(one for one in told if not child_ids(one)), *children]
        return replace(self.surroundings(sold), choices=self._attributes.choices_in(told))

    def surroundings(self, sold: Sequence[Json]) -> Surroundings:
        """What it takes to understand the prices of these."""
        now = self._client.shop_time() or datetime.fromtimestamp(0, UTC)
        elsewhere = {view.currency: self._shown_in(view, sold) for view in self._views}
        return Surroundings(self._currency, self._media_url, now, {}, self._attributes.brands(), elsewhere)

    def _shown_in(self, view: PriceView, sold: Sequence[Json]) -> dict[int, Json]:
        wanted = [int(one["id"]) for one in sold if _sells(view, one)]
        shown = self.with_ids(wanted, "id,price,custom_attributes", view.code)
        return {int(one["id"]): one for one in shown}


def _sells(view: PriceView, product: Json) -> bool:
    sites = sites_of(product)
    return sites is None or view.website_id in sites


class _Parents:
    """Finds what variants belong to; goes through the links when it is first asked."""

    def __init__(self, reading: MagentoReading) -> None:
        self._reading = reading
        self._by_child: dict[int, int] | None = None
        self._orphans: set[int] = set()

    def of(self, variant_ids: Sequence[int]) -> list[int]:
        """As the links were when they were gone through."""
        if variant_ids and self._by_child is None:
            self._go_through()
        known = self._by_child or {}
        return [known[one] for one in variant_ids if one in known]

    def owner(self, variant_id: int) -> int | None:
        """Goes through the links again for one that is new to them."""
        if not self.of([variant_id]) and variant_id not in self._orphans:
            self._go_through()
        found = self.of([variant_id])
        if not found:
            self._orphans.add(variant_id)
        return found[0] if found else None

    def _go_through(self) -> None:
        self._by_child = {child: parent for parent, children in self._reading.links() for child in children}
