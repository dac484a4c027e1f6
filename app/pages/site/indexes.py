"""Data files beside the pages: for search and facets, for the try-on's recommendations, and the sitemap."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.pages.site.cards import card, eyewear_of, picture_of
from app.pages.site.planning import UNLISTED, PlannedPage
from app.pages.site.products import FACETS, ShopProduct, hex_colour, price_in
from app.pages.site.shop import PageAssets, Shop

_MOST_FRAMES = 400
"""Of the try-on's catalogue: plenty to recommend from."""
_MOST_ADDRESSES = 40_000
"""Of one sitemap file; the protocol allows 50,000."""


def frames_index(shop: Shop, assets: PageAssets) -> bytes:
    """Every product as one short row; the columns are named first."""
    rows = [_row(shop, product, assets) for product in shop.products]
    columns = ["name", "brand", "url", "price", "minor", "size", "stock", "colours", "picture", *FACETS]
    return _json({"columns": columns, "rows": rows})


def _row(shop: Shop, product: ShopProduct, assets: PageAssets) -> list[Any]:
    shown = card(shop, product, assets)
    lowest = product.lowest(shop.edition.currency)
    picture = shown["picture"]
    return [
        shown["name"],
        shown["brand"],
        shown["url"],
        shown["price"],
        lowest.money.amount_minor if lowest else None,
        shown["size"],
        shown["stock_kind"],
        [swatch["hex"] for swatch in shown["colours"]],
        picture.get("src", ""),
        *("|".join(product.facets[facet]) for facet in FACETS),
    ]


def try_on_catalogue(shop: Shop, assets: PageAssets) -> bytes:
    """Frames that can be put on, for recommendations (see assets/web/README.md)."""
    frames = []
    for product in shop.products[:_MOST_FRAMES]:
        spec = product.spec
        worn = [
            (v, w) for v in product.variants if (w := eyewear_of(product, v)) is not None and w.spec == spec
        ]
        if spec is None or not worn:
            continue
        frames.append(
            {
                "product_id": product.id, "name": product.content.name, "brand": product.content.brand,
                "url": shop.addresses.page(shop.product_path(product)), "boxing": product.content.sizes[0].label,
                "shape": spec.shape.value, "rim": spec.rim.value, "material": worn[0][1].finish.material.value,
                "has_nose_pads": spec.has_nose_pads, "lens_width_mm": spec.lens_width_mm,
                "lens_height_mm": spec.lens_height_mm, "bridge_mm": spec.bridge_mm, "temple_mm": spec.temple_mm,
                "front_width_mm": spec.front_width_mm,
                "variants": [
                    {
                        "sku": v.sku, "colour": v.colour,
                        "model": assets.put(f"models/{shop.slugs[product.id]}", "glb", shop.studio.glb(w)),
                        "price": shop.words.price(price.money) if (price := price_in(v, shop.edition.currency)) else "",
                        "swatch": hex_colour(w.finish.colour), "in_stock": product.pieces.get(v.sku, 0) > 0,
                        "picture": picture_of(shop, product, v, assets).get("src", ""),
                    }
                    for v, w in worn
                ],
            }
        )  # fmt: skip
    return _json({"version": 1, "frames": frames})


def sitemaps(shops: Sequence[Shop], pages: Iterable[PlannedPage]) -> dict[str, bytes]:
    """`sitemap.xml` with every page and its other languages; an index with parts where there are many."""
    listed = [page for page in pages if page.kind not in UNLISTED]
    by_locale = {shop.edition.locale: shop for shop in shops}
    entries = [_entry(by_locale, shops, page) for page in listed]
    if len(entries) <= _MOST_ADDRESSES:
        return {"sitemap.xml": _urlset(entries)}
    parts = [entries[at : at + _MOST_ADDRESSES] for at in range(0, len(entries), _MOST_ADDRESSES)]
    files = {f"sitemap-{number}.xml": _urlset(part) for number, part in enumerate(parts, 1)}
    home = shops[0]
    places = "".join(
        f"<sitemap><loc>{escape(home.full(home.addresses.asset(name)))}</loc></sitemap>" for name in files
    )
    index = f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</sitemapindex>\n'
    return {"sitemap.xml": index.encode(), **files}


def robots(shop: Shop) -> bytes:
    hidden = "".join(f"Disallow: {shop.addresses.page(f'{kind}/')}\n" for kind in ("basket",))
    return f"User-agent: *\n{hidden}Sitemap: {shop.full(shop.addresses.asset('sitemap.xml'))}\n".encode()


def _entry(by_locale: dict[str, Shop], shops: Sequence[Shop], page: PlannedPage) -> str:
    def address(shop: Shop) -> str:
        return shop.full(shop.addresses.page(page.path))

    links = ""
    if len(shops) > 1:
        named = [(shop.edition.locale, address(shop)) for shop in shops] + [("x-default", address(shops[0]))]
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(locale)} href={quoteattr(url)}/>'
            for locale, url in named
        )
    return f"<url><loc>{escape(address(by_locale[page.edition]))}</loc>{links}</url>\n"


def _urlset(entries: list[str]) -> bytes:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    )
    return (
        head + 'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "".join(entries) + "</urlset>\n"
    ).encode()


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
