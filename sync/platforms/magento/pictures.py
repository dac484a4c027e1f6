"""Pictures of Magento products: it takes their content, not their address."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence

from PIL import Image

from app.domain.errors import NeedsOwner, UnusableRecord
from sync.http.client import Call
from sync.platforms.magento.client import Json, MagentoClient, check, sku_path
from sync.platforms.values import ImageWrite

_KINDS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "GIF": ("image/gif", "gif")}
_MOST_PIXELS = 40_000_000


class MagentoPictures:
    def __init__(self, client: MagentoClient) -> None:
        self._client = client

    def replace(self, product: Json, images: Sequence[ImageWrite]) -> None:
        """The product's own pictures are these afterwards. Variants' pictures belong to the variants' products."""
        path = f"products/{sku_path(product['sku'])}/media"
        kept = {one.id for one in images if one.id}
        for entry in product.get("media_gallery_entries") or []:
            if str(entry["id"]) not in kept:
                check(self._client.call("DELETE", f"{path}/{entry['id']}"))
        for place, image in enumerate(images):
            if not image.id and not image.skus:
                check(self._client.call("POST", path, {"entry": self._entry(image, place)}))

    def _entry(self, image: ImageWrite, place: int) -> dict[str, object]:
        content, kind, ending = self._fetched(image.url)
        data = base64.b64encode(content).decode()
        name = f"{hashlib.sha256(image.url.encode()).hexdigest()[:24]}.{ending}"
        return {
            "media_type": "image",
            "label": image.alt,
            "position": place + 1,
            "disabled": False,
            "types": ["image", "small_image", "thumbnail"] if place == 0 else [],
            "content": {"base64_encoded_data": data, "type": kind, "name": name},
        }

    def _fetched(self, url: str) -> tuple[bytes, str, str]:
        try:
            answer = self._client.http.send(Call("GET", url, is_signed=False, follows_redirects=True))
        except NeedsOwner as problem:
            raise UnusableRecord(f"The picture cannot be fetched: {problem}") from problem
        try:
            with Image.open(io.BytesIO(answer.body), formats=list(_KINDS)) as picture:
                if not answer.is_success or picture.width * picture.height > _MOST_PIXELS:
                    raise UnusableRecord("The picture is not there or too large.")
                kind, ending = _KINDS[str(picture.format)]
        except (OSError, SyntaxError, Image.DecompressionBombError) as problem:
            raise UnusableRecord("The file is no picture that Magento takes.") from problem
        return answer.body, kind, ending
