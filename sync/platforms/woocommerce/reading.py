"""Reads a WooCommerce catalogue in pages that lose nothing while the shop changes.

Pages are cut by offset, ordered by id, and overlap by one product. If the last product of the page before is not
where it was, something before it was deleted and everything moved up: the page is read again from further back.
Variations are not in their product's answer; since WooCommerce 10.3 those of many products come together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.http.client import Answer
from sync.platforms.woocommerce.client import PER_PAGE, NoSuchPath, WooClient
from sync.platforms.woocommerce.mapping import VARIATION_FIELDS

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Slice:
    """Items beyond a place, and the place where the next slice begins."""

    items: tuple[Json, ...]
    offset: int
    last_id: int
    is_last: bool
    answer: Answer

    @property
    def after(self) -> str:
        return f"{self.offset}:{self.last_id}"


def next_slice(client: WooClient, path: str, after: str, **params: str | int) -> Slice:
    """`after` is empty or the one before's."""
    start, last_id = (int(part) for part in (after or "0:0").split(":"))
    answer = _ask(client, path, start, params)
    items = found = client.pages(answer)
    offset = start
    while offset and not (items and int(items[0]["id"]) <= last_id):
        offset = max(0, offset - PER_PAGE + 1)
        items = client.pages(_ask(client, path, offset, params))
        found = items + found
    fresh = {int(one["id"]): one for one in found if int(one["id"]) > last_id}
    total = int(answer.headers.get("x-wp-total", "0"))
    return Slice(
        items=tuple(fresh[identity] for identity in sorted(fresh)),
        offset=start + PER_PAGE - 1,
        last_id=max([last_id, *fresh]),
        is_last=start + PER_PAGE >= total,
        answer=answer,
    )


def _ask(client: WooClient, path: str, offset: int, params: Mapping[str, str | int]) -> Answer:
    return client.answer(path, per_page=PER_PAGE, offset=offset, orderby="id", order="asc", **params)


class Variations:
    """Fetches variations for many products."""

    def __init__(self, client: WooClient) -> None:
        self._client = client
        self._has_collection = True
        """`/variations` for many products at once; found out by asking."""

    def of(self, products: Sequence[Json]) -> dict[int, list[Json]]:
        """By product id, in the products' own order."""
        with_choices = [
            one for one in products if str(one["type"]).startswith("variable") and one["variations"]
        ]
        found = self._together([int(one["id"]) for one in with_choices]) if len(with_choices) > 1 else {}
        return {int(one["id"]): self._complete(one, found.get(int(one["id"]), [])) for one in with_choices}

    def _complete(self, product: Json, found: list[Json]) -> list[Json]:
        """In the product's order; read alone when the collection did not bring them all."""
        wanted = [int(identity) for identity in product["variations"]]
        known = {int(one["id"]): one for one in found}
        if not known.keys() >= set(wanted):
            alone = self._pages(f"products/{product['id']}/variations", {})
            known = {int(one["id"]): one for one in alone or []}
        return [known[identity] for identity in wanted if identity in known]

    def _together(self, parents: list[int]) -> dict[int, list[Json]]:
        if not self._has_collection or not parents:
            return {}
        found = self._pages("variations", {"parent": ",".join(map(str, parents))}, frozenset(parents))
        self._has_collection = found is not None
        by_parent: dict[int, list[Json]] = {}
        for one in found or []:
            by_parent.setdefault(int(one["parent_id"]), []).append(one)
        return by_parent

    def _pages(
        self, path: str, params: dict[str, str], parents: frozenset[int] | None = None
    ) -> list[Json] | None:
        """All items; None when the shop has no such collection or does not know the filter."""
        found: list[Json] = []
        after, is_last = "", False
        while not is_last:
            try:
                part = next_slice(self._client, path, after, _fields=VARIATION_FIELDS, status="any", **params)
            except NoSuchPath:
                return None
            if parents is not None and any(int(one["parent_id"]) not in parents for one in part.items):
                return None
            found += part.items
            after, is_last = part.after, part.is_last
        return found
