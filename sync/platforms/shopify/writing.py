"""Creates and changes Shopify products, never with a list that would delete what it leaves out.

Shopify does not care for unique SKUs, but a product's handle is unique: made from our code, it finds a product
that was created before, at once and not when the search index has caught up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from app.domain.errors import Unknown, UnusableRecord
from app.store.repositories.base import batches
from sync.platforms.amounts import amount_text
from sync.platforms.shopify import documents, mapping
from sync.platforms.shopify.client import Json, ShopifyClient
from sync.platforms.shopify.mapping import gid, number_of
from sync.platforms.values import (
    ImageWrite,
    NewProduct,
    NewVariant,
    ProductChange,
    RefusalCode,
    RefusedWrite,
    RemoteVariant,
    VariantChange,
    WriteOutcome,
)

_BATCH = 100
_GONE = {
    "PRODUCT_DOES_NOT_EXIST",
    "PRODUCT_VARIANT_DOES_NOT_EXIST",
    "PRODUCT_VARIANT_ID_MISSING",
    "MUST_BE_FOR_THIS_PRODUCT",
}


class ShopifyWriting:
    def __init__(self, client: ShopifyClient, currency: str) -> None:
        self._client = client
        self._currency = currency

    def create(self, product: NewProduct) -> str:
        """Id of the product, without its variants yet, or of the one that was created before."""
        known = self.find_handle(product.code)
        if known is not None:
            return known
        variables = {"product": mapping.new_product_to(product), "media": mapping.media_to(product.images)}
        told = self._client.query(documents.CREATE, is_repeatable=False, **variables)["productCreate"]
        if told["userErrors"]:
            known = self.find_handle(product.code)
            if known is None:
                raise UnusableRecord(f"Shopify does not take the product: {_words(told)}")
            return known
        return number_of(told["product"]["id"])

    def find_handle(self, code: str) -> str | None:
        told = self._client.query(documents.BY_HANDLE, handle=mapping.handle_of(code))["productByIdentifier"]
        return number_of(told["id"]) if told else None

    def find_sku(self, sku: str) -> tuple[str, str] | None:
        quoted = sku.replace("\\", "\\\\").replace("'", "\\'")
        nodes = self._client.query(documents.BY_SKU, query=f"sku:'{quoted}'")["productVariants"]["nodes"]
        for one in nodes:
            if one["sku"] == sku:
                return number_of(one["product"]["id"]), number_of(one["id"])
        return None

    def fill_only(self, product_id: str, variant_id: str, variant: NewVariant) -> None:
        """The one variant that a new product without choices has by itself."""
        body = self._new_variant(variant)
        body.pop("inventoryQuantities", None)
        told = self._client.query(
            documents.UPDATE_VARIANTS,
            id=gid("Product", product_id),
            variants=[{"id": gid("ProductVariant", variant_id), **body}],
        )
        _check(told["productVariantsBulkUpdate"])

    def add_variants(
        self,
        product_id: str,
        variants: Sequence[NewVariant],
        existing: Sequence[RemoteVariant],
    ) -> None:
        """A product made with options has one variant without SKU, which gives way to the real ones."""
        strategy = (
            "REMOVE_STANDALONE_VARIANT"
            if all(not one.sku for one in existing)
            else "PRESERVE_STANDALONE_VARIANT"
        )
        for batch in batches(variants, _BATCH):
            bodies = [self._new_variant(one) for one in batch]
            told = self._client.query(
                documents.ADD_VARIANTS,
                is_repeatable=False,
                id=gid("Product", product_id),
                variants=bodies,
                strategy=strategy,
            )
            _check(told["productVariantsBulkCreate"])
            strategy = "PRESERVE_STANDALONE_VARIANT"

    def _new_variant(self, variant: NewVariant) -> dict[str, Any]:
        try:
            return mapping.new_variant_to(variant, self._currency)
        except ValueError as problem:
            raise UnusableRecord(str(problem)) from problem

    def update(self, product_id: str, change: ProductChange, pictures: Iterable[str]) -> None:
        """`pictures` are the ids that it shows now: those left out of the change are taken away."""
        media = mapping.media_to(change.images or ())
        body = mapping.change_to(product_id, change)
        if len(body) > 1 or media:
            told = self._client.query(documents.UPDATE, product=body, media=media, is_repeatable=not media)[
                "productUpdate"
            ]
            if any("does not exist" in one["message"] for one in told["userErrors"]):
                raise Unknown(_words(told))
            _check(told)
        if change.images is not None:
            self._detach(product_id, set(pictures) - {one.id for one in change.images})

    def _detach(self, product_id: str, picture_ids: set[str]) -> None:
        files = [
            {"id": gid("MediaImage", one), "referencesToRemove": [gid("Product", product_id)]}
            for one in sorted(picture_ids)
        ]
        if files:
            _check(self._client.query(documents.DETACH_FILES, files=files)["fileUpdate"])

    def show_on_variants(
        self, product_id: str, shown: Sequence[tuple[ImageWrite, str]], variants: Sequence[RemoteVariant]
    ) -> None:
        """(picture, its id): variants named by SKU show it."""
        by_sku = {sku: identity for image, identity in shown for sku in image.skus}
        bodies = [
            {"id": gid("ProductVariant", one.id), "mediaId": gid("MediaImage", by_sku[one.sku])}
            for one in variants
            if one.sku in by_sku
        ]
        for batch in batches(bodies, _BATCH):
            told = self._client.query(
                documents.UPDATE_VARIANTS, id=gid("Product", product_id), variants=batch
            )
            _check(told["productVariantsBulkUpdate"])

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        outcome = WriteOutcome()
        for product_id, group in groupby(sorted(changes, key=_product), key=_product):
            for batch in batches(group, _BATCH):
                outcome += self._update_batch(product_id, batch)
        return self._fix_prices(changes, outcome)

    def _update_batch(self, product_id: str, batch: list[VariantChange]) -> WriteOutcome:
        bodies = [mapping.variant_change_to(one, self._currency) for one in batch]
        told = self._client.query(documents.UPDATE_VARIANTS, id=gid("Product", product_id), variants=bodies)
        ids = [one.variant_id for one in batch]
        refused: dict[str, RefusedWrite] = {}
        for error in told["productVariantsBulkUpdate"]["userErrors"]:
            place = next((int(part) for part in error["field"] or [] if part.isdigit()), None)
            code = RefusalCode.GONE if error.get("code") in _GONE else RefusalCode.INVALID
            for identity in ids if place is None else [ids[place]]:
                refused[identity] = RefusedWrite(identity, code, error["message"])
        done = tuple(one for one in ids if one not in refused)
        return WriteOutcome(done, tuple(refused.values()))

    def _fix_prices(self, changes: Sequence[VariantChange], outcome: WriteOutcome) -> WriteOutcome:
        """Prices in other currencies go to the price list of that currency."""
        wanted: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for change in changes:
            for price in change.prices or ():
                currency = price.money.currency
                if currency != self._currency and change.variant_id in outcome.done:
                    amounts = {"price": price.money.amount_minor, "compareAtPrice": price.list_price_minor}
                    entry = {
                        name: {"amount": amount_text(minor, currency), "currencyCode": currency}
                        for name, minor in amounts.items()
                        if minor is not None
                    }
                    entry["variantId"] = gid("ProductVariant", change.variant_id)  # type: ignore[assignment]
                    wanted.setdefault(currency, []).append((change.variant_id, entry))
        lists = self.price_lists() if wanted else {}
        for currency, entries in wanted.items():
            outcome = self._fix_in(currency, lists.get(currency), entries, outcome)
        return outcome

    def _fix_in(
        self,
        currency: str,
        list_id: str | None,
        entries: list[tuple[str, dict[str, Any]]],
        outcome: WriteOutcome,
    ) -> WriteOutcome:
        trouble = f"the shop has no price list in {currency}" if list_id is None else ""
        if list_id is not None:
            told = self._client.query(
                documents.FIX_PRICES, id=list_id, prices=[entry for _, entry in entries]
            )
            trouble = _words(told["priceListFixedPricesAdd"])
        if not trouble:
            return outcome
        failed = {identity for identity, _ in entries}
        refused = tuple(RefusedWrite(one, RefusalCode.INVALID, trouble) for one in sorted(failed))
        return WriteOutcome(
            tuple(one for one in outcome.done if one not in failed), outcome.refused + refused
        )

    def price_lists(self) -> dict[str, str]:
        """The global id of the first price list in each currency."""
        found: dict[str, str] = {}
        for nodes, _ in self._client.nodes(documents.PRICE_LISTS, "priceLists"):
            for one in nodes:
                found.setdefault(one["currency"], one["id"])
        return found

    def delete(self, product_id: str) -> None:
        told = self._client.query(documents.DELETE, id=gid("Product", product_id))["productDelete"]
        if told["userErrors"] and "does not exist" not in _words(told):
            raise UnusableRecord(f"Shopify does not delete it: {_words(told)}")

    def delete_variant(self, product_id: str, variant_id: str) -> None:
        told = self._client.query(
            documents.DELETE_VARIANTS,
            id=gid("Product", product_id),
            variants=[gid("ProductVariant", variant_id)],
        )["productVariantsBulkDelete"]
        if any(
            one.get("code") not in {*_GONE, "AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT"}
            for one in told["userErrors"]
        ):
            raise UnusableRecord(f"Shopify does not delete the variant: {_words(told)}")


def _product(change: VariantChange) -> str:
    return change.product_id


def _words(told: Json) -> str:
    return "; ".join(str(one["message"]) for one in told["userErrors"])


def _check(told: Json) -> None:
    """Unknown or UnusableRecord when Shopify complains."""
    if any(one.get("code") in _GONE for one in told["userErrors"]):
        raise Unknown(_words(told))
    if told["userErrors"]:
        raise UnusableRecord(f"Shopify does not take it: {_words(told)}")
