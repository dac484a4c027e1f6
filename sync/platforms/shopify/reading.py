"""Reads a Shopify catalogue: in pages what changed, in one bulk operation a large shop as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property

from app.domain.errors import RetryLater, UnusableRecord
from sync.http.client import Call, parse_json
from sync.platforms.port import MissingRight
from sync.platforms.reading import Reading
from sync.platforms.shopify import documents
from sync.platforms.shopify.client import Json, ShopifyClient
from sync.platforms.shopify.mapping import gid, number_of, product_from
from sync.platforms.values import Page, RemoteProduct, Unusable

PER_PAGE = 10
BULK_FROM = 250
"""Products from which a bulk operation is quicker than pages."""
_BULK = "bulk:"
_BULK_PAGE = 100
_LOST = frozenset({"FAILED", "CANCELED", "CANCELING", "EXPIRED"})
_FIRST_POLL_S, _LONGEST_POLL_S, _MOST_POLLS = 1.0, 15.0, 400


@dataclass
class _Raw:
    """A product with what stands below it, as it comes line by line."""

    product: Json
    variants: list[Json] = field(default_factory=list)
    media: list[Json] = field(default_factory=list)


class ShopifyReading:
    def __init__(self, client: ShopifyClient, currency: str) -> None:
        self._client = client
        self._currency = currency

    def products(self, reading: Reading) -> Iterator[Page[RemoteProduct]]:
        if reading.after.startswith(_BULK):
            return self._resume_bulk(reading)
        if reading.since is None and not reading.after and self._count() >= BULK_FROM:
            return self._bulk(self._begin_bulk())
        return self._pages(reading)

    def product(self, product_id: str) -> RemoteProduct | None:
        told = self._client.query(documents.PRODUCT, id=gid("Product", product_id))["product"]
        if told is None:
            return None
        return self._read(_Raw(told, told["variants"]["nodes"], told["media"]["nodes"]))

    def _read(self, raw: _Raw) -> RemoteProduct:
        designs = self._designs if raw.product.get("frame_design") else {}
        return product_from(raw.product, self._complete(raw), raw.media, self._currency, designs)

    @cached_property
    def _designs(self) -> dict[str, str]:
        """Names of the shop's frame designs by global id; none where the app may not look at them."""
        try:
            pages = list(self._client.nodes(documents.DESIGNS, "metaobjects"))
        except MissingRight:
            return {}
        return {one["id"]: one["handle"] for nodes, _ in pages for one in nodes}

    # In pages

    def _pages(self, reading: Reading) -> Iterator[Page[RemoteProduct]]:
        since = f"{reading.since:%Y-%m-%dT%H:%M:%SZ}" if reading.since else None
        query = f"updated_at:>='{since}'" if since else None
        parts = self._client.nodes(
            documents.PRODUCTS, "products", after=reading.after, first=PER_PAGE, query=query
        )
        for nodes, cursor in parts:
            reading = Reading(reading.since, reading.after, reading.begun or self._shop_time())
            raws = [_Raw(one, one["variants"]["nodes"], one["media"]["nodes"]) for one in nodes]
            place = reading.done() if cursor is None else reading.at(cursor)
            items, unusable = self._mapped(raws)
            gone = self._deleted(since) if since and cursor is None else ()
            yield Page(items, place, cursor is None, unusable, gone=gone)

    def _deleted(self, since: str) -> tuple[str, ...]:
        """Ids of products that were deleted since: Shopify remembers it for a year, and tells whom it lets know."""
        query = f"action:destroy AND subject_type:PRODUCT AND created_at:>='{since}'"
        try:
            pages = list(self._client.nodes(documents.DELETIONS, "events", query=query))
        except MissingRight:  # the comparison of all ids finds them, too
            return ()
        return tuple(dict.fromkeys(number_of(one["subjectId"]) for nodes, _ in pages for one in nodes if one))

    def _shop_time(self) -> datetime | None:
        answer = self._client.last_answer
        told = answer.headers.get("date") if answer else None
        return parsedate_to_datetime(told) if told else None

    def _count(self) -> int:
        return int(self._client.query(documents.PRODUCTS_COUNT)["productsCount"]["count"])

    def _mapped(self, raws: Iterable[_Raw]) -> tuple[tuple[RemoteProduct, ...], tuple[Unusable, ...]]:
        items, unusable = [], []
        for raw in raws:
            try:
                items.append(self._read(raw))
            except UnusableRecord as problem:
                unusable.append(Unusable(number_of(raw.product["id"]), str(problem)))
        return tuple(items), tuple(unusable)

    def _complete(self, raw: _Raw) -> list[Json]:
        """All variants: pages show the first ones, and bulk files are known to drop some silently."""
        if len(raw.variants) >= raw.product["variantsCount"]["count"]:
            return raw.variants
        pages = self._client.nodes(documents.MORE_VARIANTS, "product", "variants", id=raw.product["id"])
        return [one for nodes, _ in pages for one in nodes]

    # In bulk

    def _begin_bulk(self) -> Reading:
        told = self._client.query(documents.RUN_BULK, query=documents.BULK)["bulkOperationRunQuery"]
        if told["userErrors"]:
            raise RetryLater(
                f"Shopify does not start reading the shop: {told['userErrors'][0]['message']}", 60.0
            )
        identity = number_of(told["bulkOperation"]["id"])
        return Reading(None, f"{_BULK}{identity}:0", self._shop_time())

    def _resume_bulk(self, reading: Reading) -> Iterator[Page[RemoteProduct]]:
        """Begins anew when the operation is not there any more: what comes twice is harmless."""
        identity = reading.after.split(":")[1]
        told = self._client.query(documents.BULK_STATUS, id=gid("BulkOperation", identity))["bulkOperation"]
        is_lost = told is None or told["status"] in _LOST
        yield from self._bulk(self._begin_bulk() if is_lost else reading)

    def _bulk(self, reading: Reading) -> Iterator[Page[RemoteProduct]]:
        """Goes on in the operation's file, which is kept for a week; then everything is read anew."""
        _, identity, done = reading.after.split(":")
        url, expected = self._finished(identity)
        skipped = int(done)
        for batch, is_last in _batches(self._raws(url), skipped):
            skipped += len(batch)
            items, unusable = self._mapped(batch)
            place = reading.done() if is_last else reading.at(f"{_BULK}{identity}:{skipped}")
            yield Page(items, place, is_last, unusable, expected)

    def _finished(self, identity: str) -> tuple[str | None, int]:
        """(address of the file or None when the shop is empty, number of objects), when it is ready."""
        wait_s = _FIRST_POLL_S
        for _ in range(_MOST_POLLS):
            told = self._client.query(documents.BULK_STATUS, id=gid("BulkOperation", identity))[
                "bulkOperation"
            ]
            if told is None or told["status"] in _LOST:
                raise RetryLater(
                    f"Shopify could not read the shop in bulk ({told and told['errorCode']}).", 300.0
                )
            if told["status"] == "COMPLETED":
                return told["url"], int(told["objectCount"])
            self._client.http.pause(wait_s)
            wait_s = min(wait_s * 1.5, _LONGEST_POLL_S)
        raise RetryLater("Shopify is still reading the shop in bulk.", 300.0)

    def _raws(self, url: str | None) -> Iterator[_Raw]:
        """Products from the file, in which each stands before what is below it."""
        raw: _Raw | None = None
        lines = self._client.http.lines(Call("GET", url, is_signed=False, cost=0)) if url else iter(())
        for line in lines:
            told = parse_json(line)
            if "__parentId" not in told:
                if raw is not None:
                    yield raw
                raw = _Raw(told)
            elif raw is not None:
                (raw.variants if "/ProductVariant/" in told["id"] else raw.media).append(told)
        if raw is not None:
            yield raw


def _batches(raws: Iterator[_Raw], skip: int) -> Iterator[tuple[list[_Raw], bool]]:
    """Batches behind the skipped ones, each with whether it is the last; at least one."""
    batch: list[_Raw] = []
    for number, raw in enumerate(raws):
        if number < skip:
            continue
        if len(batch) == _BULK_PAGE:
            yield batch, False
            batch = []
        batch.append(raw)
    yield batch, True
