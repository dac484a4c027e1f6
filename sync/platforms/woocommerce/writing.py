"""Creates and changes WooCommerce products. SKUs are unique there, so a repeated creation finds its product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from app.domain.errors import Unknown, UnusableRecord
from app.store.repositories.base import batches
from sync.platforms.values import (
    ImageWrite,
    NewProduct,
    NewVariant,
    ProductChange,
    RefusalCode,
    RefusedWrite,
    VariantChange,
    WriteOutcome,
)
from sync.platforms.woocommerce import mapping
from sync.platforms.woocommerce.client import PER_PAGE, WooClient, WooRefusal
from sync.platforms.woocommerce.reading import Variations

Json = Mapping[str, Any]


class WooWriting:
    def __init__(self, client: WooClient) -> None:
        self._client = client

    def create(self, product: NewProduct, currency: str) -> str:
        """Id of the product, new or found by its SKU."""
        body = _or_unusable(lambda: mapping.new_product_to(product, currency))
        if product.brand and (brand := self._brand(product.brand)):
            body["brands"] = [{"id": brand}]
        told = self._client.send("POST", "products", body)
        if isinstance(told, WooRefusal):
            told = self._owner_of(body["sku"], told)
        product_id = str(told["id"])
        if product.options and told["sku"] == product.code:
            have = {one["sku"] for one in Variations(self._client).of([told]).get(int(product_id), [])}
            self.add_variants(product_id, [one for one in product.variants if one.sku not in have], currency)
            if any(one.skus for one in product.images):
                self._show_on_variants(product_id, self._variations_of(product_id), product.images)
        return product_id

    def _owner_of(self, sku: str, refusal: WooRefusal) -> Json:
        """The product that has the SKU already. UnusableRecord when that was not the trouble."""
        if not refusal.is_duplicate:
            raise UnusableRecord(f"WooCommerce does not take the product: {refusal}")
        owner_id = refusal.resource_id or next((one for one in self.find(sku) or ()), "")
        owner = self._client.get(f"products/{owner_id}")
        if owner_id and not isinstance(owner, WooRefusal) and owner.get("parent_id"):
            owner = self._client.get(f"products/{owner['parent_id']}")
        if not owner_id or isinstance(owner, WooRefusal):
            raise UnusableRecord(f"The SKU {sku} is taken, by what cannot be found: {refusal}")
        return dict(owner)

    def find(self, sku: str) -> tuple[str, str] | None:
        """(product id, variant id). A product with choices is no variant, though it may have a SKU."""
        found = self._client.pages(
            self._client.answer("products", sku=sku, status="any", _fields="id,parent_id,type,sku")
        )
        for one in found:
            if one["sku"] == sku and not str(one["type"]).startswith("variable"):
                return str(one.get("parent_id") or one["id"]), str(one["id"])
        return None

    def add_variants(self, product_id: str, variants: Sequence[NewVariant], currency: str) -> list[str]:
        """Ids, in order. One whose SKU this product has already is found."""
        ids: list[str] = []
        attributes = self._with_choices(product_id, variants)
        for batch in batches(variants, PER_PAGE):
            bodies = [
                _or_unusable(lambda one=one: mapping.new_variant_to(one, currency, attributes))
                for one in batch
            ]
            told = self._client.send("POST", f"products/{product_id}/variations/batch", {"create": bodies})
            if isinstance(told, WooRefusal):
                raise Unknown(str(told)) if told.is_gone else UnusableRecord(str(told))
            ids += [
                self._variant_id(product_id, one, entry)
                for one, entry in zip(batch, told["create"], strict=True)
            ]
        return ids

    def _with_choices(self, product_id: str, variants: Sequence[NewVariant]) -> dict[str, int]:
        """Ids of the product's attributes by name (0: its own), when they offer all of these choices: a variation
        with another one could not be chosen."""
        product = self._client.get(f"products/{product_id}", _fields="attributes")
        if isinstance(product, WooRefusal):
            raise Unknown(str(product))
        attributes, is_new = mapping.with_choices(product["attributes"], [one.options for one in variants])
        if is_new:
            told = self._client.send("PUT", f"products/{product_id}", {"attributes": attributes})
            if isinstance(told, WooRefusal):
                raise UnusableRecord(f"WooCommerce does not take the new choices: {told}")
        return {str(one["name"]): int(one["id"]) for one in attributes}

    def _variant_id(self, product_id: str, variant: NewVariant, entry: Json) -> str:
        if "error" not in entry:
            return str(entry["id"])
        refusal = WooRefusal.from_json(entry["error"])
        found = self.find(variant.sku) if refusal.is_duplicate else None
        if found is None or found[0] != product_id:
            raise UnusableRecord(f"WooCommerce does not take the variant {variant.sku}: {refusal}")
        return found[1]

    def update(self, product_id: str, change: ProductChange) -> None:
        body = mapping.change_to(change)
        if change.brand and (brand := self._brand(change.brand)):
            body["brands"] = [{"id": brand}]
        variations = self._variations_of(product_id) if change.images is not None else []
        if change.images is not None:
            skus = {one["sku"] for one in variations}
            body["images"] = [mapping.image_to(one) for one in change.images if not skus & set(one.skus)]
        if not body:
            return
        told = self._client.send("PUT", f"products/{product_id}", body)
        if isinstance(told, WooRefusal):
            raise Unknown(str(told)) if told.is_gone else UnusableRecord(str(told))
        self._show_on_variants(product_id, variations, change.images or ())

    def _variations_of(self, product_id: str) -> list[Json]:
        """None for a product without choices. Unknown when it is gone."""
        product = self._client.get(f"products/{product_id}", _fields="id,type,variations")
        if isinstance(product, WooRefusal):
            raise Unknown(str(product))
        return Variations(self._client).of([product]).get(int(product_id), [])

    def update_variants(self, changes: Sequence[VariantChange], currency: str) -> WriteOutcome:
        ordered = sorted(changes, key=_place)
        outcome = WriteOutcome()
        for path, group in groupby(ordered, key=_place):
            for batch in batches(group, PER_PAGE):
                outcome += self._update_batch(path, batch, currency)
        return outcome

    def _update_batch(self, path: str, batch: list[VariantChange], currency: str) -> WriteOutcome:
        bodies, refused = [], []
        for one in batch:
            try:
                bodies.append(mapping.variant_change_to(one, currency))
            except ValueError as problem:
                refused.append(RefusedWrite(one.variant_id, RefusalCode.INVALID, str(problem)))
        if not bodies:
            return WriteOutcome(refused=tuple(refused))
        told = self._client.send("POST", f"{path}/batch", {"update": bodies})
        if isinstance(told, WooRefusal):
            entries = [
                {"error": {"code": told.code, "message": told.message, "data": {"status": told.status}}}
            ] * len(bodies)
        else:
            entries = told["update"]
        return _outcome([str(one["id"]) for one in bodies], entries) + WriteOutcome(refused=tuple(refused))

    def _show_on_variants(
        self, product_id: str, variations: Sequence[Json], images: Sequence[ImageWrite]
    ) -> None:
        """Each variation has its own picture afterwards, or none: then the shop shows the product's."""
        pictures = {sku: mapping.image_to(image) for image in images for sku in image.skus}
        updates = [
            {"id": one["id"], "image": pictures.get(one["sku"], "")}
            for one in variations
            if one["sku"] in pictures or one.get("image")
        ]
        for batch in batches(updates, PER_PAGE):
            told = self._client.send("POST", f"products/{product_id}/variations/batch", {"update": batch})
            entries = [] if isinstance(told, WooRefusal) else told["update"]
            refused = _outcome([str(one["id"]) for one in batch], entries).refused if entries else ()
            if isinstance(told, WooRefusal) or refused:
                reason = refused[0].reason if refused else str(told)
                raise UnusableRecord(f"WooCommerce does not take a variant's picture: {reason}")

    def _brand(self, name: str) -> int | None:
        """WooCommerce's own brand of this name, made when it is new; None on shops without brands."""
        found = self._client.get("products/brands", search=name, per_page=PER_PAGE, _fields="id,name")
        if isinstance(found, WooRefusal):
            return None
        known = next((one["id"] for one in found if one["name"] == name), None)
        if known is None:
            made = self._client.send("POST", "products/brands", {"name": name})
            known = None if isinstance(made, WooRefusal) else made["id"]
        return known

    def delete(self, path: str) -> None:
        told = self._client.send("DELETE", path, force="true")
        if isinstance(told, WooRefusal) and not told.is_gone:
            raise UnusableRecord(f"WooCommerce does not delete it: {told}")


def _place(change: VariantChange) -> str:
    """Where the batch is sent: a product's only variant is the product."""
    is_only = change.product_id == change.variant_id
    return "products" if is_only else f"products/{change.product_id}/variations"


def _outcome(ids: list[str], entries: Sequence[Json]) -> WriteOutcome:
    done, refused = [], []
    for identity, entry in zip(ids, entries, strict=True):
        if "error" in entry:
            refusal = WooRefusal.from_json(entry["error"])
            code = RefusalCode.GONE if refusal.is_gone else RefusalCode.INVALID
            refused.append(RefusedWrite(identity, code, str(refusal)))
        else:
            done.append(identity)
    return WriteOutcome(tuple(done), tuple(refused))


def _or_unusable(build: Any) -> dict[str, Any]:
    try:
        body: dict[str, Any] = build()
    except ValueError as problem:
        raise UnusableRecord(str(problem)) from problem
    return body
