"""The data of each kind of page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from app.pages import csp
from app.pages.json_ld import json_text
from app.pages.markup import clean_text, own_markup, plain_text
from app.pages.site import structured
from app.pages.site.cards import card, detail
from app.pages.site.frame import choices, page_name
from app.pages.site.products import ShopProduct
from app.pages.site.shop import Listing, PageAssets, Shop

Data = dict[str, Any]
_TILES = 8


class Contents:
    """Makes the data of one edition's pages. `editions` are all of the site, this one among them."""

    def __init__(self, shop: Shop, editions: Sequence[Shop], sections: list[Data]) -> None:
        self._shop = shop
        self._editions = editions
        self._sections = sections

    def home(self, newest: Sequence[ShopProduct], assets: PageAssets) -> Data:
        shop = self._shop
        title = shop.text(shop.settings.tagline) or shop.words["all_glasses"]
        page = self._page(
            "home",
            "",
            f"{shop.settings.name} – {title}",
            shop.words.filled("home_summary", shop=shop.settings.name),
        )
        page["json_ld"] = self._json_ld([structured.organization(shop)])
        tiles = {facet: self._tiles(facet, assets) for facet in ("shape", "brand")}
        return {
            "page": page | {"sections": self._sections, "tiles": tiles},
            "products": [card(shop, p, assets) for p in newest],
        }

    def listing(
        self, listing: Listing, number: int, shown: Sequence[ShopProduct], assets: PageAssets
    ) -> Data:
        shop, words = self._shop, self._shop.words
        name = words["all_glasses"] if not listing.facet else shop.choice_name(listing)
        title = words.filled("listing_title", choice=name) if listing.facet else name
        path = listing.page_path(number)
        shown_title = title if number == 1 else f"{title} · {words.filled('page_number', number=str(number))}"
        summary = words.filled(
            "listing_summary", choice=name, count=words.counted("frames", len(listing.products))
        )
        page = self._page("listing", path, f"{shown_title} – {shop.settings.name}", summary, heading=title)
        trail = [(words["all_glasses"], "glasses/"), *([(name, listing.path)] if listing.facet else [])]
        self._set_trail(page, trail)
        return {
            "page": page,
            "products": [card(shop, product, assets) for product in shown],
            "collection": {
                "title": title,
                "count": words.counted("frames", len(listing.products)),
                "facets": choices(shop, listing),
                "facet": listing.facet,
                "choice": listing.choice,
                "pages": _pager(shop, listing, number),
            },
        }

    def product(self, product: ShopProduct, near: Sequence[ShopProduct], assets: PageAssets) -> Data:
        shop = self._shop
        shown = detail(shop, product, assets)
        full_name = f"{product.content.brand} {product.content.name}"
        has_try_on = any(variant["model"] for variant in shown["variants"])
        path = shop.product_path(product)
        page = self._page(
            "product", path, f"{full_name} – {shop.settings.name}", shown["summary"], has_try_on=has_try_on
        )
        self._set_trail(page, [(shop.words["all_glasses"], "glasses/"), (full_name, path)])
        page["json_ld"] += self._json_ld([structured.product(shop, product, shown)])
        pictures = [v["picture"] for v in shown["variants"] if v["picture"]["kind"] == "photo"]
        page["picture"] = shop.full(pictures[0]["large"]) if pictures else ""
        shown |= {
            "lens_options": self._lenses(),
            "enquiry": self._enquiry(full_name, product),
            "try_on": self._try_on(shown),
        }
        return {"page": page, "product": shown, "products": [card(shop, other, assets) for other in near]}

    def text(self, kind: str) -> Data:
        """A page of words: the shop's own where it wrote some, else ours."""
        shop, key = self._shop, kind.replace("-", "_")
        own = {"about": shop.settings.about, "legal": shop.settings.legal}.get(kind, "")
        default = (
            shop.words.filled(f"text_{key}", shop=shop.settings.name, email=shop.settings.email)
            if not own
            else ""
        )
        text = clean_text(shop.text(own) or default, shop.settings.image_hosts)
        page = self._named(kind)
        questions = [
            {"question": shop.text(asked.question), "answer": clean_text(shop.text(asked.answer))}
            for asked in shop.settings.questions
        ]
        if kind == "questions" and questions:
            page["json_ld"] += self._json_ld([structured.questions(questions, plain_text)])
        return {"page": page | {"text": text, "questions": questions if kind == "questions" else []}}

    def simple(self, kind: str) -> Data:
        page = self._named(kind)
        if kind == "stores":
            places = [
                {"@context": "https://schema.org", **structured.optician(x)}
                for x in self._shop.settings.locations
            ]
            page["json_ld"] += self._json_ld(places)
        return {"page": page}

    def _named(self, kind: str) -> Data:
        shop, name = self._shop, page_name(self._shop, kind)
        path = "404.html" if kind == "not-found" else f"{kind}/"
        summary = shop.words.filled(f"summary_{kind.replace('-', '_')}", shop=shop.settings.name)
        page = self._page(kind, path, f"{name} – {shop.settings.name}", summary, heading=name)
        self._set_trail(page, [(name, path)])
        return page

    def _page(
        self,
        kind: str,
        path: str,
        title: str,
        description: str,
        heading: str = "",
        *,
        has_try_on: bool = False,
    ) -> Data:
        shop = self._shop
        url = shop.addresses.page(path)
        alternates = [
            {
                "locale": other.edition.locale,
                "name": self._edition_name(other),
                "url": other.addresses.page(path),
                "full_url": other.full(other.addresses.page(path)),
                "is_current": other is shop,
            }
            for other in self._editions
        ]
        return {
            "kind": kind,
            "title": title,
            "heading": heading or title,
            "description": description,
            "url": url,
            "full_url": shop.full(url),
            "alternates": alternates,
            "is_indexed": kind not in {"search", "basket", "not-found"},
            "has_try_on": has_try_on,
            "csp": csp.page_policy(shop.settings.image_hosts, has_try_on=has_try_on),
            "breadcrumbs": [],
            "json_ld": [],
            "picture": "",
        }

    def _edition_name(self, other: Shop) -> str:
        """What the edition calls its language, and its currency where not all count in the same."""
        name = other.words.language_name(other.edition.locale)
        has_choice = len({shop.edition.currency for shop in self._editions}) > 1
        return f"{name} · {other.edition.currency}" if has_choice else name

    def _set_trail(self, page: Data, trail: list[tuple[str, str]]) -> None:
        steps = [{"label": label, "url": self._shop.addresses.page(path)} for label, path in trail]
        home = {"label": self._shop.words["home"], "url": self._shop.addresses.page("")}
        page["breadcrumbs"] = [home, *steps]
        page["json_ld"] = self._json_ld([structured.breadcrumbs(self._shop, page["breadcrumbs"])])

    def _json_ld(self, things: list[Data]) -> list[Any]:
        return [own_markup(json_text(thing)) for thing in things]

    def _tiles(self, facet: str, assets: PageAssets) -> list[Data]:
        """The largest choices of a facet, each with the picture of a frame."""
        shop = self._shop
        return [
            {
                "label": shop.choice_name(listing),
                "count": shop.words.counted("frames", len(listing.products)),
                "url": shop.addresses.page(listing.path),
                "picture": card(shop, listing.products[0], assets)["picture"],
            }
            for listing in shop.by_choice[facet][:_TILES]
        ]

    def _lenses(self) -> list[Data]:
        shop = self._shop
        first = shop.settings.editions[0].currency
        return [
            {
                "name": shop.text(lens.name),
                "note": shop.text(lens.note),
                "price": shop.words.extra_price(lens.price_minor, first),
            }
            for lens in shop.settings.lens_options
        ]

    def _enquiry(self, full_name: str, product: ShopProduct) -> Data:
        subject = self._shop.words.filled("enquiry_subject", name=full_name, code=product.content.code)
        return {"subject_query": quote(subject)}

    def _try_on(self, shown: Data) -> Data:
        """What the try-on element is told, as its attributes (see assets/web/README.md)."""
        models = [v for v in shown["variants"] if v["model"]]
        if not models:
            return {"is_there": False}
        variants = [
            {
                "sku": v["sku"], "colour": v["colour"], "model": v["model"], "price": v["price"], "swatch": v["hex"],
                "in_stock": v["stock_kind"] != "none", "url": shown["url"],
            }
            for v in models
        ]  # fmt: skip
        return {
            "is_there": True,
            "sku": models[0]["sku"],
            "model": models[0]["model"],
            "boxing": models[0]["size"],
            "price": models[0]["price"],
            "variants": json_text(variants),
            "catalogue": self._shop.addresses.page("try-on-catalogue.json"),
        }


def _pager(shop: Shop, listing: Listing, number: int) -> Data:
    last = listing.page_count()
    near = sorted({1, last, *(n for n in range(number - 1, number + 2) if 1 <= n <= last)})
    links: list[Data] = []
    for at, n in enumerate(near):
        has_gap = at > 0 and n - near[at - 1] > 1
        url = shop.addresses.page(listing.page_path(n))
        label = shop.words.filled("page_number", number=str(n))
        links.append(
            {"number": str(n), "label": label, "url": url, "is_current": n == number, "has_gap": has_gap}
        )
    before = shop.addresses.page(listing.page_path(number - 1)) if number > 1 else ""
    after = shop.addresses.page(listing.page_path(number + 1)) if number < last else ""
    return {"is_needed": last > 1, "links": links, "before": before, "after": after}
