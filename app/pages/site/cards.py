"""A product as plain data: as a card in a list, and with all it has on its own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.finding import size_band
from app.domain.products import ProductImage, VariantContent
from app.pages.markup import clean_text, plain_text
from app.pages.site import drawing
from app.pages.site.products import ShopProduct, hex_colour, list_price, price_in
from app.pages.site.shop import PageAssets, Shop
from engine.types import Eyewear, FrameSpec, Pattern

Data = dict[str, Any]
_MOST_VARIANTS = 24
_STOCK_WORDS = {"many": "in_stock", "few": "few_left", "none": "to_order"}


class _Noted:
    """Passes files on and remembers their addresses."""

    def __init__(self, assets: PageAssets) -> None:
        self._assets = assets
        self.addresses: list[str] = []

    def put(self, name: str, ending: str, content: bytes) -> str:
        address = self._assets.put(name, ending, content)
        self.addresses.append(address)
        return address

    def show(self, addresses: Iterable[str]) -> None:
        self._assets.show(addresses)


def card(shop: Shop, product: ShopProduct, assets: PageAssets) -> Data:
    """What a list shows of a product: made once, for it stands on many pages."""
    known = shop.cards.get(product.id)
    if known is None:
        noted = _Noted(assets)
        known = shop.cards[product.id] = (_card(shop, product, noted), tuple(noted.addresses))
    shown, addresses = known
    assets.show(addresses)
    return shown


def _card(shop: Shop, product: ShopProduct, assets: PageAssets) -> Data:
    lowest = product.lowest(shop.edition.currency)
    offered = [price_in(variant, shop.edition.currency) for variant in product.variants]
    amounts = {found.money.amount_minor for found in offered if found}
    price = shop.words.price(lowest.money) if lowest else shop.words["price_on_request"]
    struck = list_price(lowest) if lowest else None
    return {
        "name": product.content.name,
        "brand": product.content.brand,
        "url": shop.addresses.page(shop.product_path(product)),
        "price": shop.words.filled("from_price", price=price) if len(amounts) > 1 else price,
        "list_price": shop.words.price(struck) if struck else "",
        **_stock(shop, max(product.pieces.values(), default=0)),
        "size": product.content.sizes[0].label if product.content.sizes else "",
        "colours": [_swatch(v) for v in product.variants[:6]],
        "more_colours": max(0, len(product.variants) - 6),
        "picture": picture_of(shop, product, _shown_first(product), assets),
    }


def detail(shop: Shop, product: ShopProduct, assets: PageAssets) -> Data:
    """What a product's own page shows of it."""
    content = product.content
    description = clean_text(content.description, shop.settings.image_hosts)
    variants = [
        _variant(shop, product, v, at, assets) for at, v in enumerate(product.variants[:_MOST_VARIANTS])
    ]
    summary = plain_text(content.description, 155) or shop.words.filled(
        "product_summary", brand=content.brand, name=content.name, shop=shop.settings.name
    )
    return {
        **card(shop, product, assets),
        "code": content.code,
        "summary": summary,
        "description": description,
        "has_description": bool(plain_text(content.description, 1000)),
        "variants": variants,
        "sizes": [_size(shop, size.label, size.spec) for size in content.sizes],
        "facts": _facts(shop, product),
        "images": [_image(image) for image in content.images if _is_shown(shop, image)],
        "fit": _fit(shop, product.spec),
    }


def _variant(shop: Shop, product: ShopProduct, variant: VariantContent, at: int, assets: PageAssets) -> Data:
    price = price_in(variant, shop.edition.currency)
    struck = list_price(price) if price else None
    pieces = product.pieces.get(variant.sku, 0)
    many_sizes = len(product.content.sizes) > 1 and variant.size
    return {
        **_swatch(variant),
        "number": at,
        "sku": variant.sku,
        "label": f"{variant.colour} · {variant.size}" if many_sizes else variant.colour,
        "size": variant.size or "",
        "price": shop.words.price(price.money) if price else shop.words["price_on_request"],
        "has_price": price is not None,
        "list_price": shop.words.price(struck) if struck else "",
        **_stock(shop, pieces),
        "picture": picture_of(shop, product, variant, assets),
        "turned": _photo(shop, product, variant, assets, is_turned=True),
        "model": _model(shop, product, variant, assets),
        "checkout_id": product.checkout_ids.get(variant.sku, ""),
    }


def _stock(shop: Shop, pieces: int) -> Data:
    """How many there are, as customers need it."""
    kind = "many" if pieces > 2 else "few" if pieces > 0 else "none"
    return {"stock": shop.words[_STOCK_WORDS[kind]], "stock_kind": kind}


def eyewear_of(product: ShopProduct, variant: VariantContent) -> Eyewear | None:
    """The variant as something to put on; None while its size or finish is not known."""
    spec = product.specs.get(variant.size or "")
    return Eyewear(variant.sku, spec, variant.finish) if spec and variant.finish else None


def _shown_first(product: ShopProduct) -> VariantContent:
    """The first variant that is there, else the first."""
    in_stock = (v for v in product.variants if product.pieces.get(v.sku, 0) > 0)
    return next(in_stock, product.variants[0])


def picture_of(shop: Shop, product: ShopProduct, variant: VariantContent, assets: PageAssets) -> Data:
    """A photo where one can be made, else the shop's own picture, else a drawing."""
    alt = f"{product.content.brand} {product.content.name}, {variant.colour}"
    photo = _photo(shop, product, variant, assets, is_turned=False)
    if photo:
        return photo
    own = [
        image
        for image in product.content.images
        if _is_shown(shop, image) and image.sku in {None, variant.sku}
    ]
    if own:
        return {"kind": "image", "src": own[0].url, "alt": own[0].alt or alt}
    spec = product.specs.get(variant.size or "") or product.spec
    if spec is None:
        return {"kind": "none", "alt": alt}
    return {
        "kind": "drawing",
        "alt": alt,
        "svg": drawing.front(spec, shop.studio.outline_mm(spec), variant.finish, alt),
    }


def _photo(
    shop: Shop, product: ShopProduct, variant: VariantContent, assets: PageAssets, *, is_turned: bool
) -> Data | None:
    worn = eyewear_of(product, variant)
    photos = shop.studio.photos(worn) if worn else ()
    if not photos:
        return None
    large, small = photos[2:4] if is_turned else photos[:2]
    name = f"{shop.slugs[product.id]}-{'turned' if is_turned else 'front'}"
    large_address, small_address = (
        assets.put(f"pictures/{name}", "webp", photo.webp) for photo in (large, small)
    )
    words = "turned_alt" if is_turned else "front_alt"
    return {
        "kind": "photo",
        "src": small_address,
        "srcset": f"{small_address} {small.width_px}w, {large_address} {large.width_px}w",
        "large": large_address,
        "width": small.width_px,
        "height": small.height_px,
        "alt": shop.words.filled(
            words, name=f"{product.content.brand} {product.content.name}", colour=variant.colour
        ),
    }


def _model(shop: Shop, product: ShopProduct, variant: VariantContent, assets: PageAssets) -> str:
    worn = eyewear_of(product, variant) if shop.has_try_on else None
    return assets.put(f"models/{shop.slugs[product.id]}", "glb", shop.studio.glb(worn)) if worn else ""


def _swatch(variant: VariantContent) -> Data:
    finish = variant.finish
    first = hex_colour(finish.colour) if finish else "#888888"
    has_two = finish is not None and finish.pattern in {Pattern.TORTOISE, Pattern.TWO_TONE}
    second = hex_colour(finish.second_colour) if finish and has_two else first
    return {"colour": variant.colour, "hex": first, "second_hex": second}


def _size(shop: Shop, label: str, spec: FrameSpec) -> Data:
    words = shop.words
    named = {
        "lens": spec.lens_width_mm, "height": spec.lens_height_mm, "bridge": spec.bridge_mm,
        "front": spec.front_width_mm, "temple": spec.temple_mm,
    }  # fmt: skip
    numbers = {name: words.number(round(value)) for name, value in named.items()}
    return {
        "label": label,
        "drawing": drawing.sizes(spec, shop.studio.outline_mm(spec), words.filled("size_drawing_alt", **numbers)),
        "rows": [
            {
                "name": words[f"size_{name}"],
                "value": words.filled("millimetres", value=number),
                "note": words[f"size_{name}_note"],
            }
            for name, number in numbers.items()
        ],
    }  # fmt: skip


def _facts(shop: Shop, product: ShopProduct) -> list[Data]:
    words, spec = shop.words, product.spec
    facts = [
        (words[f"facet_{facet}"], ", ".join(words[f"{facet}_{choice}"] for choice in product.facets[facet]))
        for facet in ("shape", "material", "gender", "width")
    ]
    if spec:
        facts += [(words["rim"], words[f"rim_{spec.rim.value}"])]
        facts += [(words["nose_pads"], words["yes" if spec.has_nose_pads else "no"])]
    facts += [(words["article"], product.content.code)]
    return [{"name": name, "value": value} for name, value in facts if value]


def _fit(shop: Shop, spec: FrameSpec | None) -> Mapping[str, str]:
    if spec is None:
        return {"title": "", "text": ""}
    band = size_band(spec.front_width_mm).value
    front = shop.words.number(round(spec.front_width_mm))
    return {"title": shop.words[f"fit_{band}"], "text": shop.words.filled(f"fit_{band}_text", front=front)}


def _is_shown(shop: Shop, image: ProductImage) -> bool:
    """Whether the picture lies on a host the shop named as its own."""
    parts = image.url.split("/", 3)
    is_drawing = image.url.split("?")[0].lower().endswith((".svg", ".svgz"))
    is_plain = not any(letter in image.url for letter in "\"'<> \\\n\r\t")
    return (
        parts[0] == "https:"
        and len(parts) == 4
        and parts[2] in shop.settings.image_hosts
        and is_plain
        and not is_drawing
    )


def _image(image: ProductImage) -> Data:
    return {"src": image.url, "alt": image.alt}
