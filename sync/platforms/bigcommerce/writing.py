"""Creates and changes BigCommerce products. Names and SKUs are unique there: what was created before is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.domain.errors import Unknown, UnusableRecord
from app.store.repositories.base import batches
from sync.platforms.bigcommerce import mapping
from sync.platforms.bigcommerce.client import BigCommerceClient, BigRefusal, Json, check
from sync.platforms.eyewear_text import to_texts
from sync.platforms.values import (
    EyewearFields,
    ImageWrite,
    NewProduct,
    NewVariant,
    ProductChange,
    RefusalCode,
    RefusedWrite,
    VariantChange,
    WriteOutcome,
)

_BATCH = 50
_RECORDS = 1000


class BigCommerceWriting:
    def __init__(self, client: BigCommerceClient, currency: str) -> None:
        self._client = client
        self._currency = currency

    def find_sku(self, sku: str) -> tuple[str, str] | None:
        found = self._client.listing("catalog/variants", sku=sku, limit=10)
        return next(((str(one["product_id"]), str(one["id"])) for one in found if one["sku"] == sku), None)

    def _by_code(self, code: str) -> str | None:
        found = self._client.listing("catalog/products", sku=code, limit=10)
        return next((str(one["id"]) for one in found if one["sku"] == code), None)

    def create(self, product: NewProduct) -> tuple[str, bool]:
        """(id, whether it is new), by the model's code, by a variant's SKU, or created now."""
        known = self._known(product)
        if known is not None:
            return known, False
        try:
            body = mapping.product_to(product, self._currency)
        except ValueError as problem:
            raise UnusableRecord(str(problem)) from problem
        told = self._client.call("POST", "catalog/products", body)
        if isinstance(told, BigRefusal):
            known = self._known(product) if told.status == 409 else None
            if known is None:
                raise UnusableRecord(f"BigCommerce does not take the product: {told}")
            return known, False
        return str(told["id"]), True

    def _known(self, product: NewProduct) -> str | None:
        known = self._by_code(product.code) if product.options else None
        found = None if known else self.find_sku(product.variants[0].sku)
        return known or (found[0] if found else None)

    def add_variant(self, product_id: str, variant: NewVariant) -> None:
        values = [self._value(product_id, name, label) for name, label in variant.options]
        try:
            body = {**mapping.variant_to(variant, self._currency), "option_values": values}
        except ValueError as problem:
            raise UnusableRecord(str(problem)) from problem
        told = self._client.call("POST", f"catalog/products/{product_id}/variants", body)
        if (
            isinstance(told, BigRefusal)
            and told.status == 409
            and (self.find_sku(variant.sku) or ("",))[0] == product_id
        ):
            return
        check(told)

    def _value(self, product_id: str, name: str, label: str) -> dict[str, int]:
        """The ids of a choice, which is offered from now on if it was not."""
        path = f"catalog/products/{product_id}/options"
        options = [one for one in self._client.listing(path) if one["display_name"] == name]
        if not options:
            raise UnusableRecord(f"The product offers no choice of {name}.")
        known = next((one for one in options[0]["option_values"] if one["label"] == label), None)
        if known is None:
            body = {"label": label, "sort_order": len(options[0]["option_values"])}
            known = check(self._client.call("POST", f"{path}/{options[0]['id']}/values", body))
        return {"option_id": int(options[0]["id"]), "id": int(known["id"])}

    def update(self, product_id: str, change: ProductChange) -> None:
        path = f"catalog/products/{product_id}"
        body = mapping.change_to(change)
        told = self._client.call("PUT", path, body) if body else self._client.call("GET", path)
        if isinstance(told, BigRefusal):
            raise (
                Unknown(str(told))
                if told.is_gone
                else UnusableRecord(f"BigCommerce does not take it: {told}")
            )
        self._write_fields(path, change.eyewear)
        if change.images is not None:
            self._write_images(product_id, change.images)

    def _write_fields(self, path: str, fields: EyewearFields) -> None:
        wanted = {mapping.LABELS[name]: text for name, text in to_texts(fields).items()}
        if not wanted:
            return
        known = {one["name"]: one for one in self._client.listing(f"{path}/custom-fields", limit=250)}
        for name, text in wanted.items():
            body = {"name": name, "value": text}
            if name not in known:
                check(self._client.call("POST", f"{path}/custom-fields", body))
            elif known[name]["value"] != text:
                check(self._client.call("PUT", f"{path}/custom-fields/{known[name]['id']}", body))

    def _write_images(self, product_id: str, images: Sequence[ImageWrite]) -> None:
        path = f"catalog/products/{product_id}/images"
        there = {str(one["id"]): one for one in self._client.listing(path, limit=250)}
        pages = self._client.pages(f"catalog/products/{product_id}/variants")
        variants = [one for page in pages for one in page if one["option_values"]]
        urls = {identity: one["url_standard"] for identity, one in there.items()}
        urls |= {mapping.picture_id(one): one.get("image_url") or "" for one in variants}
        placed = [replace(one, url=one.url or urls.get(one.id, "")) for one in images]
        skus = {one["sku"] for one in variants}
        own = [one for one in placed if not skus & set(one.skus)]
        for identity in there.keys() - {one.id for one in own}:
            check(self._client.call("DELETE", f"{path}/{identity}"))
        for place, image in enumerate(own):
            told = {"description": image.alt, "sort_order": place, "is_thumbnail": place == 0}
            if image.id in there:
                check(self._client.call("PUT", f"{path}/{image.id}", told))
            else:
                check(self._client.call("POST", path, {**told, "image_url": image.url}))
        self._show_on_variants(variants, placed)

    def _show_on_variants(self, variants: Sequence[Json], images: Sequence[ImageWrite]) -> None:
        """Each variant has its own picture afterwards, or none."""
        pictures = {sku: one.url for one in images for sku in one.skus}
        updates = [
            {"id": one["id"], "image_url": pictures.get(one["sku"], "")}
            for one in variants
            if pictures.get(one["sku"], "") != (one.get("image_url") or "")
        ]
        for batch in batches(updates, _BATCH):
            check(self._client.call("PUT", "catalog/variants", batch))

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        outcome = WriteOutcome()
        for batch in batches(changes, _BATCH):
            pairs = [(one, mapping.variant_change_to(one, self._currency)) for one in batch]
            plain = [(one, body) for one, body in pairs if len(body) > 1]
            told = (
                self._client.call("PUT", "catalog/variants", [body for _, body in plain]) if plain else None
            )
            is_whole = not isinstance(told, BigRefusal)
            outcome += WriteOutcome(
                done=tuple(one.variant_id for one, body in pairs if is_whole or len(body) == 1)
            )
            if not is_whole:
                outcome += self._one_by_one(plain)
        return self._write_records(changes, self._write_fields_of(changes, outcome))

    def _write_fields_of(self, changes: Sequence[VariantChange], outcome: WriteOutcome) -> WriteOutcome:
        for change in changes:
            if change.variant_id in outcome.done and change.eyewear != EyewearFields():
                told = self._write_variant_fields(change)
                if isinstance(told, BigRefusal):
                    outcome = _moved(outcome, {change.variant_id}, str(told))
        return outcome

    def _one_by_one(self, pairs: Sequence[tuple[VariantChange, dict[str, Any]]]) -> WriteOutcome:
        """A batch is taken as a whole or not at all: find out which one it was."""
        outcome = WriteOutcome()
        for change, body in pairs:
            path = f"catalog/products/{change.product_id}/variants/{change.variant_id}"
            told = self._client.call(
                "PUT", path, {name: value for name, value in body.items() if name != "id"}
            )
            if isinstance(told, BigRefusal):
                code = RefusalCode.GONE if told.is_gone else RefusalCode.INVALID
                outcome += WriteOutcome(refused=(RefusedWrite(change.variant_id, code, str(told)),))
            else:
                outcome += WriteOutcome(done=(change.variant_id,))
        return outcome

    def metafield(self, product_id: str, variant_id: str) -> Json | None:
        path = f"catalog/products/{product_id}/variants/{variant_id}/metafields"
        return _ours(self._client.listing(path, limit=250))

    def _write_variant_fields(self, change: VariantChange) -> Any:
        path = f"catalog/products/{change.product_id}/variants/{change.variant_id}/metafields"
        told = self._client.call("GET", path, params={"limit": 250})
        if isinstance(told, BigRefusal):
            return told
        known = _ours(told)
        before = mapping.fields_from(known["value"]) if known else EyewearFields()
        body = {
            "namespace": mapping.NAMESPACE,
            "key": mapping.KEY,
            "value": mapping.fields_to(change.eyewear.or_else(before)),
            "permission_set": "write_and_sf_access",
        }
        if known:
            return self._client.call("PUT", f"{path}/{known['id']}", body)
        return self._client.call("POST", path, body)

    def _write_records(self, changes: Sequence[VariantChange], outcome: WriteOutcome) -> WriteOutcome:
        """Prices in other currencies are records of a price list."""
        records = [
            {
                "variant_id": int(change.variant_id),
                "currency": price.money.currency.lower(),
                **mapping.amounts(price),
            }
            for change in changes
            if change.variant_id in outcome.done
            for price in change.prices or ()
            if price.money.currency != self._currency
        ]
        if not records:
            return outcome
        lists = self._client.listing("pricelists", limit=1)
        trouble = "" if lists else "the shop has no price list for other currencies"
        for batch in batches(records if lists else [], _RECORDS):
            told = self._client.call("PUT", f"pricelists/{lists[0]['id']}/records", batch)
            trouble = str(told) if isinstance(told, BigRefusal) else trouble
        if not trouble:
            return outcome
        return _moved(outcome, {str(one["variant_id"]) for one in records}, trouble)

    def delete(self, path: str) -> None:
        told = self._client.call("DELETE", path)
        if isinstance(told, BigRefusal) and not told.is_gone:
            raise UnusableRecord(f"BigCommerce does not delete it: {told}")


def _ours(metafields: Sequence[Json]) -> Json | None:
    wanted = (mapping.NAMESPACE, mapping.KEY)
    return next((one for one in metafields if (one["namespace"], one["key"]) == wanted), None)


def _moved(outcome: WriteOutcome, failed: set[str], reason: str) -> WriteOutcome:
    """The same outcome, with these among the refused."""
    refused = tuple(RefusedWrite(one, RefusalCode.INVALID, reason) for one in sorted(failed))
    return WriteOutcome(tuple(one for one in outcome.done if one not in failed), outcome.refused + refused)
