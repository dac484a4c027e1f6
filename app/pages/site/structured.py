"""What search engines read of the pages (schema.org), as data for `json_ld.json_text`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.pages.sandbox.rendering import MARKUP_KEY
from app.pages.settings import Location, Weekday
from app.pages.site.products import ShopProduct, price_in
from app.pages.site.shop import Shop
from app.pages.words import decimal_price

Data = dict[str, Any]
_CONTEXT = "https://schema.org"


def organization(shop: Shop) -> Data:
    """The shop, with the places people can go to."""
    home = shop.full(shop.addresses.page(""))
    data = {
        "@context": _CONTEXT, "@type": "Organization", "@id": f"{home}#shop", "name": shop.settings.name, "url": home,
        "email": shop.settings.email, "telephone": shop.settings.phone,
        "logo": shop.full(shop.logo_address) if shop.logo_address else "",
        "location": [optician(location) for location in shop.settings.locations[:50]],
    }  # fmt: skip
    return {key: value for key, value in data.items() if value}


def optician(location: Location) -> Data:
    address = {
        "@type": "PostalAddress", "streetAddress": location.street, "postalCode": location.postal_code,
        "addressLocality": location.city, "addressCountry": location.country,
    }  # fmt: skip
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"{_CONTEXT}/{day.value.title()}",
            "opens": opens,
            "closes": closes,
        }
        for day in Weekday
        for opens, closes in location.hours.get(day, [])
    ]  # fmt: skip
    data = {
        "@type": "Optician", "name": location.name, "telephone": location.phone, "email": location.email,
        "address": {key: value for key, value in address.items() if value}, "openingHoursSpecification": hours,
    }  # fmt: skip
    return {key: value for key, value in data.items() if value}


def breadcrumbs(shop: Shop, trail: list[Data]) -> Data:
    steps = [
        {"@type": "ListItem", "position": at, "name": step["label"], "item": shop.full(step["url"])}
        for at, step in enumerate(trail, 1)
    ]
    return {"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": steps}


def product(shop: Shop, sold: ShopProduct, shown: Data) -> Data:
    """The product with an offer for each variant, and its 3-D model where there is one."""
    url = shop.full(shown["url"])
    pictures = [
        shop.full(v["picture"]["large"]) for v in shown["variants"] if v["picture"]["kind"] == "photo"
    ]
    data: Data = {
        "@context": _CONTEXT, "@type": "Product", "@id": f"{url}#product",
        "name": f"{sold.content.brand} {sold.content.name}",
        "description": shown["summary"], "sku": sold.content.code, "url": url,
        "brand": {"@type": "Brand", "name": sold.content.brand},
        "image": pictures or [image["src"] for image in shown["images"]],
        "offers": [offer for offer in (_offer(shop, sold, at, url) for at in range(len(shown["variants"]))) if offer],
    }  # fmt: skip
    models = [v["model"] for v in shown["variants"] if v["model"]]
    if models:
        file = {
            "@type": "MediaObject",
            "contentUrl": shop.full(models[0]),
            "encodingFormat": "model/gltf-binary",
        }
        data["subjectOf"] = {"@type": "3DModel", "name": data["name"], "encoding": file}
    return {key: value for key, value in data.items() if value}


def _offer(shop: Shop, sold: ShopProduct, at: int, url: str) -> Data | None:
    variant = sold.variants[at]
    price = price_in(variant, shop.edition.currency)
    if price is None:
        return None
    is_there = sold.pieces.get(variant.sku, 0) > 0
    return {
        "@type": "Offer", "sku": variant.sku, "name": variant.colour, "price": decimal_price(price.money),
        "priceCurrency": price.money.currency, "url": url,
        "availability": f"{_CONTEXT}/{'InStock' if is_there else 'BackOrder'}",
    }  # fmt: skip


def questions(asked: list[Data], plain: Callable[[str, int], str]) -> Data:
    """Questions with their answers; `plain` takes the markup out of an answer."""
    entries = [
        {
            "@type": "Question",
            "name": entry["question"],
            "acceptedAnswer": {"@type": "Answer", "text": plain(entry["answer"][MARKUP_KEY], 2000)},
        }
        for entry in asked
    ]
    return {"@context": _CONTEXT, "@type": "FAQPage", "mainEntity": entries}
