"""The try-on for product pages of other shop systems: a ready part for each, and the list of SKUs it asks.

The part holds the address of the try-on's own site; the site lists frames by SKU in small files, so that a page
asks for one of them and not for the whole catalogue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlsplit

from app.domain.errors import Refused
from app.domain.listing import FrameListing

SHARDS = 64
_FNV_START, _FNV_PRIME = 0x811C9DC5, 0x01000193
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?")
_LOCAL = {"localhost", "127.0.0.1"}


class ShopSystem(StrEnum):
    """What a product page may be made by."""

    PAGE = "page"
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    MAGENTO = "magento"
    BIGCOMMERCE = "bigcommerce"


def try_on_address(said: str) -> str:
    """The address of the try-on's folder with a slash at its end.

    Raises Refused for one that browsers would not load from a shop (https is needed) or that could carry markup.
    """
    address = said if said.endswith("/") else f"{said}/"
    if not _ADDRESS.fullmatch(address):
        raise Refused(f"{said} is no plain web address like https://try-on.example.com/try-on/.")
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise Refused(f"{said} must begin with https://, or browsers will not load it in a shop.")
    return address


def filled_part(files: Mapping[str, str], address: str) -> dict[str, str]:
    """The files of a part (path to text) with the address in its places."""
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    return {
        path: text.replace("__TRY_ON_URL__", address).replace("__TRY_ON_ORIGIN__", origin)
        for path, text in files.items()
    }


def open_to_other_sites() -> dict[str, bytes]:
    """Header files that let a shop's pages read the folder: for Netlify and Cloudflare Pages, and for Apache."""
    return {
        "_headers": b"/*\n  Access-Control-Allow-Origin: *\n",
        ".htaccess": b'<IfModule mod_headers.c>\n  Header set Access-Control-Allow-Origin "*"\n</IfModule>\n'
        b"AddType application/wasm .wasm\nAddType model/gltf-binary .glb\n",
    }


def shard_of(sku: str) -> str:
    """The file that lists a SKU: 32-bit FNV-1a of its UTF-8 bytes (assets/web/src/embed.ts counts alike)."""
    value = _FNV_START
    for byte in sku.encode():
        value = ((value ^ byte) * _FNV_PRIME) & 0xFFFFFFFF
    return f"{value % SHARDS:02x}"


def model_path(sku: str) -> str:
    """Where a variant's model lies within the try-on's folder; no two SKUs share a file, none leaves the folder."""
    plain = quote(sku, safe="").replace("_", "%5F").replace("%", "_")
    return f"models/{plain}.glb"


def sku_files(frames: Iterable[FrameListing]) -> dict[str, bytes]:
    """`skus/XX.json` for every shard: SKU to the frame it is a variant of."""
    shards: dict[str, dict[str, Any]] = {f"{number:02x}": {} for number in range(SHARDS)}
    for frame in frames:
        known = _known(frame)
        for variant in frame.variants:
            shards[shard_of(variant.sku)][variant.sku] = known
    return {f"skus/{name}.json": _json(content) for name, content in shards.items()}


def _known(frame: FrameListing) -> dict[str, Any]:
    return {
        "product_id": frame.product_id,
        "name": frame.name,
        "brand": frame.brand,
        "boxing": frame.boxing_size,
        "variants": [
            {
                "sku": variant.sku,
                "colour": variant.colour,
                "model": model_path(variant.sku),
                "swatch": "#" + "".join(f"{round(255 * part):02x}" for part in variant.finish.colour),
            }
            for variant in frame.variants
        ],
    }


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
