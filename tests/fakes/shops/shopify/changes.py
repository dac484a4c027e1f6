"""What an app may change about products, variants and prices."""

from __future__ import annotations

from tests.fakes.shops.shopify.records import Record, fields, number_of, trouble
from tests.fakes.shops.shopify.shelves import Shelves


class Changes(Shelves):
    def _do_create(self, told: Record) -> Record:
        body = told["product"]
        if any(one["handle"] == body["handle"] for one in self.products.values()):
            message = f"Handle '{body['handle']}' already in use. Please provide a new handle."
            return {
                "productCreate": {
                    "product": None,
                    "userErrors": [{"field": ["input", "handle"], "message": message}],
                }
            }
        product = self._new_product(body, told.get("media") or [])
        return {"productCreate": {"product": {"id": product["id"]}, "userErrors": []}}

    def _do_update(self, told: Record) -> Record:
        body = dict(told["product"])
        product = self.products.get(number_of(body.pop("id")))
        if product is None:
            return {
                "productUpdate": {
                    "product": None,
                    "userErrors": [{"field": ["id"], "message": "Product does not exist"}],
                }
            }
        product["fields"] |= fields(body.pop("metafields", []))
        product.update(body)
        product["media"] += [self._picture(one) for one in told.get("media") or []]
        self._touch(product)
        return {"productUpdate": {"product": {"id": product["id"]}, "userErrors": []}}

    def _do_delete(self, told: Record) -> Record:
        if number_of(told["id"]) not in self.products:
            return {"productDelete": {"userErrors": [{"field": ["id"], "message": "Product does not exist"}]}}
        self._delete(number_of(told["id"]))
        return {"productDelete": {"deletedProductId": told["id"], "userErrors": []}}

    def _do_add_variants(self, told: Record) -> Record:
        product = self.products.get(number_of(told["id"]))
        if product is None:
            return {"productVariantsBulkCreate": trouble("PRODUCT_DOES_NOT_EXIST", ["productId"])}
        if told["strategy"] == "REMOVE_STANDALONE_VARIANT" and len(self._variants_of(product["number"])) == 1:
            del self.variants[self._variants_of(product["number"])[0]["number"]]
        made = [self._new_variant(product, one) for one in told["variants"]]
        return {
            "productVariantsBulkCreate": {
                "productVariants": [{"id": one["id"]} for one in made],
                "userErrors": [],
            }
        }

    def _do_update_variants(self, told: Record) -> Record:
        mine = {one["id"]: one for one in self._variants_of(number_of(told["id"]))}
        if number_of(told["id"]) not in self.products:
            return {"productVariantsBulkUpdate": trouble("PRODUCT_DOES_NOT_EXIST", ["productId"])}
        errors = []
        for place, body in enumerate(told["variants"]):
            if body["id"] not in mine:
                errors += trouble("PRODUCT_VARIANT_DOES_NOT_EXIST", ["variants", str(place), "id"])[
                    "userErrors"
                ]
            else:
                self._fill_variant(mine[body["id"]], body)
        self._touch(self.products[number_of(told["id"])])
        return {"productVariantsBulkUpdate": {"productVariants": [], "userErrors": errors}}

    def _do_delete_variants(self, told: Record) -> Record:
        numbers = [number_of(one) for one in told["variants"]]
        if any(one not in self.variants for one in numbers):
            return {
                "productVariantsBulkDelete": trouble(
                    "AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT", ["variantsIds"]
                )
            }
        for number in numbers:
            self._touch(self.products[self.variants.pop(number)["product"]])
        return {"productVariantsBulkDelete": {"userErrors": []}}

    def _do_detach_files(self, told: Record) -> Record:
        for file in told["files"]:
            for product in file["referencesToRemove"]:
                record = self.products[number_of(product)]
                record["media"] = [one for one in record["media"] if one["id"] != file["id"]]
        return {"fileUpdate": {"userErrors": []}}

    def _do_fix_prices(self, told: Record) -> Record:
        prices = self.price_lists[told["id"]]["prices"]
        for one in told["prices"]:
            prices[one["variantId"]] = {"price": one["price"], "compareAtPrice": one.get("compareAtPrice")}
        return {"priceListFixedPricesAdd": {"userErrors": []}}
