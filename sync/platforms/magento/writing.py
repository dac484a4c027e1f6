"""Creates and changes Magento products. Posting a known SKU would overwrite it, so what is there is looked up first,
and what is gone is never written: that would create it anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.errors import RetryLater, Unknown, UnusableRecord
from app.store.repositories.base import batches
from sync.platforms.magento import bodies
from sync.platforms.magento.attributes import MagentoAttributes
from sync.platforms.magento.client import Filter, Json, MagentoClient, MagentoRefusal, check, sku_path
from sync.platforms.magento.mapping import HIDDEN, child_ids
from sync.platforms.magento.pictures import MagentoPictures
from sync.platforms.magento.prices import MagentoPrices
from sync.platforms.magento.reading import MagentoReading
from sync.platforms.magento.stock import MagentoStock
from sync.platforms.values import (
    NewProduct,
    NewVariant,
    ProductChange,
    RefusalCode,
    RefusedWrite,
    VariantChange,
    WriteOutcome,
)

BULK_FROM = 200
"""Changes from which Magento's queue is quicker than one call each, though it starts a minute later."""
_FIRST_POLL_S, _LONGEST_POLL_S, _MOST_POLLS = 2.0, 20.0, 60
_IS_DONE, _IS_OPEN = 1, 4


class MagentoWriting:
    def __init__(
        self,
        client: MagentoClient,
        attributes: MagentoAttributes,
        reading: MagentoReading,
        stock: MagentoStock,
        prices: MagentoPrices,
    ) -> None:
        self._client = client
        self._attributes = attributes
        self._reading = reading
        self._stock = stock
        self._prices = prices
        self._pictures = MagentoPictures(client, reading)
        self._websites: list[int] | None = None
        self._default_set: int | None = None

    def with_sku(self, sku: str) -> Json | None:
        found = self._client.search("products", [Filter("sku", sku)])
        return next((one for one in found if one["sku"] == sku), None)

    # Creating

    def create(self, product: NewProduct) -> str:
        """Id of the product, new or found by its SKU."""
        known = self.with_sku(product.code if product.options else product.variants[0].sku)
        if known is None:
            known = self._create_configurable(product) if product.options else self._create_simple(product)
            self._pictures.replace(known, product.images)
        elif product.options and known["type_id"] == "configurable":
            self._complete(known, product)
        return str(known["id"])

    def _create_simple(self, product: NewProduct) -> Json:
        (variant,) = product.variants
        body = self._prepared(
            bodies.merged(bodies.product_to(product, self._set(), self._sites()), self._sold(variant)),
            self._set(),
        )
        made = check(self._client.call("POST", "products", {"product": body}))
        self._finish_new(variant)
        return dict(made)

    def _create_configurable(self, product: NewProduct) -> Json:
        attribute_set = self._set()
        options = []
        for place, option in enumerate(product.options):
            identity, choice = self._attributes.choice(option.name, option.choices, attribute_set)
            values = [
                {"value_index": int(one)} for one, label in choice.labels.items() if label in option.choices
            ]
            options.append(
                {"attribute_id": identity, "label": option.name, "position": place, "values": values}
            )
        links = [int(self._variant(one, product.title, attribute_set)["id"]) for one in product.variants]
        body = self._prepared(bodies.product_to(product, attribute_set, self._sites()), attribute_set)
        body["extension_attributes"] |= {
            "configurable_product_options": options,
            "configurable_product_links": links,
        }
        return dict(check(self._client.call("POST", "products", {"product": body})))

    def _complete(self, parent: Json, product: NewProduct) -> None:
        have = {one["sku"] for one in self._reading.with_ids(child_ids(parent), "id,sku")}
        for variant in product.variants:
            if variant.sku not in have:
                self.add_variant(parent, variant)

    def add_variant(self, parent: Json, variant: NewVariant) -> str:
        """Id of the variant, new or found by its SKU."""
        made = self._variant(variant, parent["name"], int(parent["attribute_set_id"]))
        if int(made["id"]) not in child_ids(parent):
            path = f"configurable-products/{sku_path(parent['sku'])}/child"
            told = self._client.call("POST", path, {"childSku": variant.sku})
            if isinstance(told, MagentoRefusal) and "already" not in told.message:
                raise UnusableRecord(f"Magento does not add the variant {variant.sku}: {told}")
        return str(made["id"])

    def _variant(self, variant: NewVariant, title: str, attribute_set: int) -> Json:
        known = self.with_sku(variant.sku)
        if known is not None and known["visibility"] != HIDDEN:
            raise UnusableRecord(f"The SKU {variant.sku} is a product of its own already.")
        if known is not None:
            return known
        choices = {}
        for name, label in variant.options:
            _, choice = self._attributes.choice(name, [label], attribute_set)
            choices[choice.code] = next(one for one, words in choice.labels.items() if words == label)
        whole = bodies.variant_to(variant, title, attribute_set, self._sites(), choices)
        body = self._prepared(bodies.merged(whole, self._sold(variant)), attribute_set)
        made = check(self._client.call("POST", "products", {"product": body}))
        self._finish_new(variant)
        return dict(made)

    def _sold(self, variant: NewVariant) -> dict[str, Any]:
        try:
            self._prices.check(variant.prices)
            return bodies.sold_to(variant, self._prices.own)
        except ValueError as problem:
            raise UnusableRecord(str(problem)) from problem

    def _finish_new(self, variant: NewVariant) -> None:
        """What cannot be said with the product: its stock, and what it costs elsewhere."""
        if variant.stock:
            self._stock.put([(variant.sku, place, pieces) for place, pieces in variant.stock.items()])

        if reason := self._prices.write(variant.sku, variant.prices):
            raise UnusableRecord(f"Magento does not take a price of {variant.sku}: {reason}")

    def _prepared(self, body: dict[str, Any], attribute_set: int) -> dict[str, Any]:
        """The same body, when its attributes are there."""
        self._attributes.prepare(
            attribute_set, [one["attribute_code"] for one in body.get("custom_attributes", [])]
        )
        return body

    def _set(self) -> int:
        if self._default_set is None:
            found = self._client.search("products/attribute-sets/sets/list")
            named = [one for one in found if one["attribute_set_name"] == "Default"] or found
            self._default_set = int(named[0]["attribute_set_id"])
        return self._default_set

    def _sites(self) -> list[int]:
        if self._websites is None:
            told = check(self._client.call("GET", "store/websites"))
            self._websites = [int(one["id"]) for one in told if int(one["id"]) > 0]
        return self._websites

    # Changing

    def update(self, product_id: str, change: ProductChange) -> None:
        product = self._reading.one(product_id)
        if product is None:
            raise Unknown(f"Magento has no product {product_id}.")
        body = bodies.change_to(change)
        if body:
            self._put(product, body)
        if change.images is not None:
            self._pictures.replace(product, change.images)

    def _put(self, product: Json, body: dict[str, Any]) -> None:
        prepared = self._prepared(body, int(product["attribute_set_id"]))
        check(self._client.call("PUT", f"products/{sku_path(product['sku'])}", {"product": prepared}))

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        found = {
            str(one["id"]): one
            for one in self._reading.with_ids(_numbers(changes), "id,sku,attribute_set_id")
        }
        outcome = WriteOutcome()
        asked: list[tuple[str, dict[str, Any]]] = []
        for change in changes:
            if change.variant_id not in found:
                outcome += _refused(change.variant_id, RefusalCode.GONE, "Magento has no such product")
            elif change.sku not in {None, found[change.variant_id]["sku"]}:
                outcome += _refused(
                    change.variant_id, RefusalCode.INVALID, "Magento knows products by their SKU: it stays"
                )
            else:
                try:
                    asked.append((change.variant_id, self._changed(found[change.variant_id], change)))
                except ValueError as problem:
                    outcome += _refused(change.variant_id, RefusalCode.INVALID, str(problem))
        own = [(identity, body) for identity, body in asked if body.keys() != {"sku"}]
        outcome += WriteOutcome(done=tuple(one for one, body in asked if body.keys() == {"sku"}))
        outcome += self._queue(own) if len(own) >= BULK_FROM else self._one_by_one(own)
        return self._prices.write_all(changes, {i: str(one["sku"]) for i, one in found.items()}, outcome)

    def _changed(self, product: Json, change: VariantChange) -> dict[str, Any]:
        self._prices.check(change.prices or ())
        body = {**bodies.variant_change_to(change, self._prices.own), "sku": product["sku"]}
        return self._prepared(body, int(product["attribute_set_id"]))

    def _one_by_one(self, asked: Sequence[tuple[str, dict[str, Any]]]) -> WriteOutcome:
        outcome = WriteOutcome()
        for identity, body in asked:
            told = self._client.call("PUT", f"products/{sku_path(body['sku'])}", {"product": body})
            if isinstance(told, MagentoRefusal):
                outcome += _refused(identity, RefusalCode.INVALID, str(told))
            else:
                outcome += WriteOutcome(done=(identity,))
        return outcome

    def _queue(self, asked: Sequence[tuple[str, dict[str, Any]]]) -> WriteOutcome:
        """Through Magento's own queue, which its cron works off."""
        outcome = WriteOutcome()
        for batch in batches(asked, 1000):
            body = [{"product": one} for _, one in batch]
            told = check(self._client.call("POST", "products", body, scope="/async/bulk"))
            states = self._finished(str(told["bulk_uuid"]))
            for number, (identity, _) in enumerate(batch):
                status, message = states[number]
                if status == _IS_DONE:
                    outcome += WriteOutcome(done=(identity,))
                else:
                    outcome += _refused(identity, RefusalCode.INVALID, message)
        return outcome

    def _finished(self, uuid: str) -> Mapping[int, tuple[int, str]]:
        """(status, words) by place, when none is open any more. RetryLater when the queue does not run: the same
        changes can be sent again."""
        wait_s = _FIRST_POLL_S
        for _ in range(_MOST_POLLS):
            told = check(self._client.call("GET", f"bulk/{uuid}/status"))["operations_list"]
            if told and all(int(one["status"]) != _IS_OPEN for one in told):
                return {
                    int(one["id"]): (int(one["status"]), str(one.get("result_message") or "")) for one in told
                }
            self._client.http.pause(wait_s)
            wait_s = min(wait_s * 1.5, _LONGEST_POLL_S)
        raise RetryLater("Magento does not work off its queue: check that its cron and consumers run.", 900.0)

    # Deleting

    def delete(self, product_id: str) -> None:
        """With the variants that stand for nothing without it."""
        product = self._reading.one(product_id)
        if product is None:
            return
        children = self._reading.with_ids(child_ids(product), "id,sku,visibility")
        self.delete_sku(product["sku"])
        for one in children:
            if one["visibility"] == HIDDEN:
                self.delete_sku(one["sku"])

    def delete_variant(self, product_id: str, variant_id: str) -> None:
        parent, variant = self._reading.one(product_id), self._reading.one(variant_id)
        if variant is None:
            return
        if parent is not None and int(variant_id) in child_ids(parent):
            path = f"configurable-products/{sku_path(parent['sku'])}/children/{sku_path(variant['sku'])}"
            check(self._client.call("DELETE", path))
        self.delete_sku(variant["sku"])

    def delete_sku(self, sku: str) -> None:
        told = self._client.call("DELETE", f"products/{sku_path(sku)}")
        if isinstance(told, MagentoRefusal) and not told.is_gone:
            raise UnusableRecord(f"Magento does not delete {sku}: {told}")


def _numbers(changes: Sequence[VariantChange]) -> list[int]:
    return [int(one.variant_id) for one in changes if one.variant_id.isdecimal()]


def _refused(identity: str, code: RefusalCode, reason: str) -> WriteOutcome:
    return WriteOutcome(refused=(RefusedWrite(identity, code, reason),))
