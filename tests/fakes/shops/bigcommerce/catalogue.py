"""The Catalog interface: unique names and SKUs, batches of 50 that are taken as a whole or not at all, 600 variants."""

from __future__ import annotations

from datetime import datetime

from tests.fakes.shops.bigcommerce.records import ID, Route, data, error, page
from tests.fakes.shops.bigcommerce.shelves import Shelves
from tests.fakes.shops.serving import Request, Response

MOST_VARIANTS = 600


class Catalogue(Shelves):
    def _store(self, request: Request) -> Response:
        return Response(200, {"name": "Eyewear Test", "currency": self.currency})

    def _list_products(self, request: Request) -> Response:
        told = request.get("date_modified:min")
        least = datetime.fromisoformat(told) if told else None
        beyond, sku = int(request.get("id:greater", "0")), request.get("sku")
        wanted = {int(one) for one in request.get("id:in").split(",") if one}
        found = [
            self._view(one) for one in self.products.values()
            if one["id"] > beyond and (least is None or one["modified"] >= least) and sku in {"", one["sku"]}
            and (not wanted or one["id"] in wanted)
        ]  # fmt: skip
        return page(request, sorted(found, key=lambda one: one["id"]))

    def _get_product(self, request: Request, number: int) -> Response:
        product = self.products.get(number)
        return data(self._view(product)) if product else error(404, "A product was not found.")

    def _post_product(self, request: Request) -> Response:
        body = request.json()
        if len(body.get("variants", [])) > MOST_VARIANTS:
            return error(422, f"A product may not have more than {MOST_VARIANTS} variants")
        skus = {body["sku"], *(one["sku"] for one in body.get("variants", []))}
        if any(one["name"] == body["name"] for one in self.products.values()) or skus & self._skus():
            return error(409, "The product name is a duplicate", {"name": "The product name is a duplicate"})
        return data(self._view(self._new(body)))

    def _put_product(self, request: Request, number: int) -> Response:
        product = self.products.get(number)
        if product is None:
            return error(404, "A product was not found.")
        body = request.json()
        if "brand_name" in body:
            product["brand_id"] = self._brand(body.pop("brand_name"))
        product.update(body)
        self._touch(product)
        return data(self._view(product))

    def _delete_product(self, request: Request, number: int) -> Response:
        if number in self.products:
            self.remove(number)
        return Response(204, body=b"")

    def _list_variants(self, request: Request) -> Response:
        found = [
            one for product in self.products.values() for one in product["variants"]
            if request.get("sku") in {"", one["sku"]} and request.get("id") in {"", str(one["id"])}
        ]  # fmt: skip
        return page(request, found)

    def _list_variants_of(self, request: Request, number: int) -> Response:
        product = self.products.get(number)
        return page(request, product["variants"]) if product else error(404, "A product was not found.")

    def _put_variants(self, request: Request) -> Response:
        bodies = request.json()
        if len(bodies) > 50:
            return error(422, "The maximum number of variants in a batch is 50")
        known = {one["id"]: one for product in self.products.values() for one in product["variants"]}
        if any(one["id"] not in known for one in bodies):
            return error(404, "One or more variants were not found")
        for body in bodies:
            self._change_variant(known[body["id"]], body)
        return data([known[one["id"]] for one in bodies])

    def _put_variant(self, request: Request, number: int, variant: int) -> Response:
        found = [
            one for one in self.products.get(number, {"variants": []})["variants"] if one["id"] == variant
        ]
        if not found:
            return error(404, "The variant was not found")
        self._change_variant(found[0], request.json())
        return data(found[0])

    def _post_variant(self, request: Request, number: int) -> Response:
        product, body = self.products.get(number), request.json()
        if product is None:
            return error(404, "A product was not found.")
        if body["sku"] in self._skus():
            return error(409, "Sku is not unique")
        labels = {
            (option["id"], value["id"]): (option["display_name"], value["label"])
            for option in product["options"] for value in option["option_values"]
        }  # fmt: skip
        named = [labels[one["option_id"], one["id"]] for one in body["option_values"]]
        values = [{"option_display_name": name, "label": label} for name, label in named]
        variant = self._new_variant(product, {**body, "option_values": values})
        self._touch(product)
        return data(variant)

    def _delete_variant(self, request: Request, number: int, variant: int) -> Response:
        product = self.products[number]
        product["variants"] = [one for one in product["variants"] if one["id"] != variant]
        self._touch(product)
        return Response(204, body=b"")

    def _list_options(self, request: Request, number: int) -> Response:
        return page(request, self.products[number]["options"])

    def _post_value(self, request: Request, number: int, option: int) -> Response:
        value = {"id": self._next_id(), "label": request.json()["label"]}
        next(one for one in self.products[number]["options"] if one["id"] == option)["option_values"].append(
            value
        )
        return data(value)

    def _list_fields(self, request: Request, number: int) -> Response:
        return page(request, self.products[number]["custom_fields"])

    def _post_field(self, request: Request, number: int) -> Response:
        field = {"id": self._next_id(), **request.json()}
        self.products[number]["custom_fields"].append(field)
        self._touch(self.products[number])
        return data(field)

    def _put_field(self, request: Request, number: int, field: int) -> Response:
        found = next(one for one in self.products[number]["custom_fields"] if one["id"] == field)
        found.update(request.json())
        self._touch(self.products[number])
        return data(found)

    def _list_images(self, request: Request, number: int) -> Response:
        return page(request, self.products[number]["images"])

    def _post_image(self, request: Request, number: int) -> Response:
        image = self._image(request.json())
        self.products[number]["images"].append(image)
        self._touch(self.products[number])
        return data(image)

    def _put_image(self, request: Request, number: int, image: int) -> Response:
        found = next(one for one in self.products[number]["images"] if one["id"] == image)
        found.update(request.json())
        return data(found)

    def _delete_image(self, request: Request, number: int, image: int) -> Response:
        product = self.products[number]
        product["images"] = [one for one in product["images"] if one["id"] != image]
        return Response(204, body=b"")

    def _list_brands(self, request: Request) -> Response:
        wanted = {int(one) for one in request.get("id:in").split(",")}
        return page(
            request,
            [{"id": number, "name": name} for number, name in self.brands.items() if number in wanted],
        )

    def _all_metafields(self, request: Request) -> Response:
        wanted = (request.get("namespace"), request.get("key"))
        return page(request, [one for one in self.metafields if (one["namespace"], one["key"]) == wanted])

    def _list_metafields(self, request: Request, number: int, variant: int) -> Response:
        if number not in self.products:
            return error(404, "A product was not found.")
        return page(request, [one for one in self.metafields if one["resource_id"] == variant])

    def _post_metafield(self, request: Request, number: int, variant: int) -> Response:
        field = {"id": self._next_id(), "resource_id": variant, **request.json()}
        self.metafields.append(field)
        self._touch(self.products[number])
        return data(field)

    def _put_metafield(self, request: Request, number: int, variant: int, field: int) -> Response:
        found = next(one for one in self.metafields if one["id"] == field)
        found.update(request.json())
        self._touch(self.products[number])
        return data(found)

    def _list_channels(self, request: Request) -> Response:
        kinds = request.get("type:in").split(",")
        return page(request, [one for one in self.channels if one["type"] in kinds])

    def _list_assignments(self, request: Request) -> Response:
        wanted = {int(one) for one in request.get("product_id:in").split(",")}
        found = [
            {"product_id": product, "channel_id": channel}
            for product, channel in sorted(self.assigned)
            if product in wanted
        ]
        return page(request, found)

    def _put_assignments(self, request: Request) -> Response:
        self.assigned |= {(one["product_id"], one["channel_id"]) for one in request.json()}
        return Response(204, body=b"")

    def _list_price_lists(self, request: Request) -> Response:
        return page(request, [{"id": number, "name": "Europe"} for number in self.price_lists])

    def _list_records(self, request: Request, number: int) -> Response:
        return page(request, self.price_lists[number])

    def _put_records(self, request: Request, number: int) -> Response:
        bodies = request.json()
        keys = {(one["variant_id"], one["currency"]) for one in bodies}
        kept = [one for one in self.price_lists[number] if (one["variant_id"], one["currency"]) not in keys]
        self.price_lists[number] = kept + bodies
        return data([])


_OF = f"catalog/products/{ID}"
CATALOGUE: list[Route] = [
    ("GET", "channels", Catalogue._list_channels),
    ("GET", "catalog/products/channel-assignments", Catalogue._list_assignments),
    ("PUT", "catalog/products/channel-assignments", Catalogue._put_assignments),
    ("GET", "/v2/store", Catalogue._store),
    ("GET", "catalog/products", Catalogue._list_products),
    ("POST", "catalog/products", Catalogue._post_product),
    ("GET", _OF, Catalogue._get_product),
    ("PUT", _OF, Catalogue._put_product),
    ("DELETE", _OF, Catalogue._delete_product),
    ("GET", "catalog/variants", Catalogue._list_variants),
    ("PUT", "catalog/variants", Catalogue._put_variants),
    ("GET", f"{_OF}/variants", Catalogue._list_variants_of),
    ("POST", f"{_OF}/variants", Catalogue._post_variant),
    ("PUT", f"{_OF}/variants/{ID}", Catalogue._put_variant),
    ("DELETE", f"{_OF}/variants/{ID}", Catalogue._delete_variant),
    ("GET", f"{_OF}/options", Catalogue._list_options),
    ("POST", f"{_OF}/options/{ID}/values", Catalogue._post_value),
    ("GET", f"{_OF}/custom-fields", Catalogue._list_fields),
    ("POST", f"{_OF}/custom-fields", Catalogue._post_field),
    ("PUT", f"{_OF}/custom-fields/{ID}", Catalogue._put_field),
    ("GET", f"{_OF}/images", Catalogue._list_images),
    ("POST", f"{_OF}/images", Catalogue._post_image),
    ("PUT", f"{_OF}/images/{ID}", Catalogue._put_image),
    ("DELETE", f"{_OF}/images/{ID}", Catalogue._delete_image),
    ("GET", "catalog/brands", Catalogue._list_brands),
    ("GET", "catalog/variants/metafields", Catalogue._all_metafields),
    ("GET", f"{_OF}/variants/{ID}/metafields", Catalogue._list_metafields),
    ("POST", f"{_OF}/variants/{ID}/metafields", Catalogue._post_metafield),
    ("PUT", f"{_OF}/variants/{ID}/metafields/{ID}", Catalogue._put_metafield),
    ("GET", "pricelists", Catalogue._list_price_lists),
    ("GET", f"pricelists/{ID}/records", Catalogue._list_records),
    ("PUT", f"pricelists/{ID}/records", Catalogue._put_records),
]
