"""What stands around every page of an edition: name, navigation, shops, languages. Sent once, not with each page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.pages.logo import logo_size_px
from app.pages.settings import Location, Weekday
from app.pages.site.shop import Listing, Shop

Data = dict[str, Any]
_FOOTER = {
    "footer_shop": ("glasses", "search", "stores", "eye-test"),
    "footer_help": ("questions", "contact", "about"),
    "footer_legal": ("legal", "face-data", "accessibility"),
}
TEXT_PAGES = ("about", "questions", "legal", "face-data", "accessibility")


def shared_data(shop: Shop, files: Mapping[str, str], *, uses_try_on: bool) -> Data:
    """`site`, `settings`, `words` and `stores` for all pages of this edition. `files`: addresses of our own files."""
    words, addresses, settings = shop.words, shop.addresses, shop.settings
    site = {
        "name": settings.name,
        "tagline": shop.text(settings.tagline),
        "locale": shop.edition.locale,
        "language": shop.edition.language,
        "dir": shop.edition.direction,
        "currency": shop.edition.currency,
        "template": settings.template,
        "home_url": addresses.page(""),
        "all_url": addresses.page("glasses/"),
        "search_url": addresses.page("search/"),
        "basket_url": addresses.page("basket/"),
        "stores_url": addresses.page("stores/"),
        "eye_test_url": addresses.page("eye-test/"),
        "contact_url": addresses.page("contact/"),
        "face_data_url": addresses.page("face-data/"),
        "index_url": addresses.page("frames.json"),
        "booking_url": settings.booking_url or "",
        "basket_kind": settings.basket.kind,
        "checkout_url": settings.basket.address or "",
        "email": settings.email,
        "phone": _unbroken(settings.phone),
        "phone_link": "".join(c for c in settings.phone if c in "+0123456789"),
        "navigation": _navigation(shop),
        "footer": [_footer_group(shop, title, kinds) for title, kinds in _FOOTER.items()],
        "uses_try_on": uses_try_on,
        "has_languages": len(settings.editions) > 1,
        "files": dict(files),
        "logo": _logo(settings.logo, files["logo"]),
    }
    return {"site": site, "settings": dict(shop.look), "words": words.texts, "stores": stores(shop)}


def page_name(shop: Shop, kind: str) -> str:
    return shop.words[f"page_{kind.replace('-', '_')}"]


def stores(shop: Shop) -> list[Data]:
    """The places people can go to, with their hours as people read them."""
    found = []
    for location in shop.settings.locations:
        address = " ".join([location.postal_code, location.city]).strip()
        found.append(
            {
                "name": location.name,
                "street": location.street,
                "city": address,
                "phone": _unbroken(location.phone),
                "phone_link": "".join(c for c in location.phone if c in "+0123456789"),
                "email": location.email,
                "note": shop.text(location.note),
                "hours": _week(shop, location),
                "has_hours": bool(location.hours),
            }
        )  # fmt: skip
    return found


def choices(shop: Shop, current: Listing | None) -> list[Data]:
    """The facets with their choices and how many frames each leads to."""
    found = []
    for facet, listings in shop.by_choice.items():
        options = [
            {
                "label": shop.choice_name(listing),
                "value": listing.choice,
                "count": shop.words.number(len(listing.products)),
                "url": shop.addresses.page(listing.path),
                "is_current": current is not None
                and (listing.facet, listing.choice) == (current.facet, current.choice),
            }
            for listing in listings[:40]
        ]
        if options:
            found.append({"name": shop.words[f"facet_{facet}"], "facet": facet, "options": options})
    return found


def _logo(logo: str, address: str) -> Data:
    """Where it lies and how large it is; without an address when there is none."""
    width, height = logo_size_px(logo) if logo else (0, 0)
    return {"url": address, "width": width, "height": height}


def _navigation(shop: Shop) -> list[Data]:
    words, page = shop.words, shop.addresses.page
    by_gender = [
        {"label": shop.choice_name(listing), "url": page(listing.path)}
        for listing in shop.by_choice["gender"]
        if listing.choice != "unisex"
    ]
    fixed = [
        {"label": words["page_stores"], "url": page("stores/")},
        {"label": words["page_eye_test"], "url": page("eye-test/")},
    ]
    return [{"label": words["all_glasses"], "url": page("glasses/")}, *by_gender[:3], *fixed]


def _footer_group(shop: Shop, title: str, kinds: tuple[str, ...]) -> Data:
    links = [{"label": page_name(shop, kind), "url": shop.addresses.page(f"{kind}/")} for kind in kinds]
    return {"title": shop.words[title], "links": links}


def _unbroken(phone: str) -> str:
    """A number stays on one line."""
    return phone.replace(" ", "\u00a0").replace("-", "\u2011")


def _week(shop: Shop, location: Location) -> list[Data]:
    return [
        {"key": day.value, "day": shop.words.day(day), "spans": _spans(shop, location.hours.get(day, []))}
        for day in Weekday
    ]


def _spans(shop: Shop, spans: list[tuple[str, str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in spans) or shop.words["closed"]
