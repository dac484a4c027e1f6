"""Made-up data of the kind every page gets, for trying a template before there is a shop behind it."""

from __future__ import annotations

from typing import Any

_PRODUCT: dict[str, Any] = {
    "name": "Elmwood",
    "brand": "Halme & Rook",
    "url": "/glasses/elmwood/",
    "price": "€189.00",
}

SAMPLE: dict[str, Any] = {
    "site": {"name": "Sample Optics", "language": "en", "dir": "ltr", "home_url": "/"},
    "page": {"kind": "product", "title": "Elmwood", "url": "/glasses/elmwood/"},
    "words": {"price": "Price"},
    "settings": {},
    "section": {},
    "product": _PRODUCT,
    "products": [_PRODUCT],
    "collection": {"title": "All glasses", "products": [_PRODUCT]},
    "stores": [{"name": "Old Town", "city": "Bremen"}],
}
