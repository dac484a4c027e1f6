"""Pictures of Magento products: it takes their content, not their address.

A variant is a product of its own and has its own pictures. A file is named after the address it came from, so one
that is there already, or arrived though the answer was lost, is known again and not sent twice.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from PIL import Image

from app.domain.errors import NeedsOwner, UnusableRecord
from sync.http.client import Call
from sync.http.errors import OutcomeUnknown
from sync.platforms.magento.client import Json, MagentoClient, check, sku_path
from sync.platforms.magento.mapping import child_ids, pictures_of
from sync.platforms.magento.reading import MagentoReading
from sync.platforms.values import ImageWrite

_KINDS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "GIF": ("image/gif", "gif")}
_MOST_PIXELS = 40_000_000
_MAIN = ["image", "small_image", "thumbnail"]
"""Roles of the first picture: what Magento shows in lists and baskets."""


class MagentoPictures:
    def __init__(self, client: MagentoClient, reading: MagentoReading) -> None:
        self._client = client
        self._reading = reading

    def replace(self, product: Json, images: Sequence[ImageWrite]) -> None:
        """The pictures of a product and of its variants are these afterwards, in this order."""
        variants = self._reading.with_ids(child_ids(product), "id,sku,media_gallery_entries")
        owners = (product, *variants)
        urls = {str(one["id"]): self._reading.url_of(one) for owner in owners for one in pictures_of(owner)}
        placed = [image if image.url else _with_url(image, urls) for image in images]
        self._show(product, [one for one in placed if not one.skus or product["sku"] in one.skus])
        for variant in variants:
            self._show(variant, [one for one in placed if variant["sku"] in one.skus])

    def _show(self, owner: Json, wanted: Sequence[ImageWrite]) -> None:
        """These are the owner's pictures afterwards; its films and hidden pictures are left alone."""
        path = f"products/{sku_path(owner['sku'])}/media"
        there = pictures_of(owner)
        known = [_known(image, there) for image in wanted]
        for entry in there:
            if entry not in known:
                check(self._client.call("DELETE", f"{path}/{entry['id']}"))
        # the first comes last: it takes the roles over from whichever had them
        for place in reversed(range(len(wanted))):
            if (already := known[place]) is None:
                self._send(path, wanted[place], place)
            else:
                self._place(path, already, wanted[place], place)

    def _place(self, path: str, entry: Json, image: ImageWrite, place: int) -> None:
        told = {
            "media_type": "image",
            "label": image.alt,
            "position": place + 1,
            "disabled": False,
            "types": _roles(place),
        }
        if any((entry.get(name) or "") != (value or "") for name, value in told.items()):
            body = {"entry": {"id": entry["id"], **told}}
            check(self._client.call("PUT", f"{path}/{entry['id']}", body))

    def _send(self, path: str, image: ImageWrite, place: int) -> None:
        entry = self._entry(image, place)
        try:
            check(self._client.call("POST", path, {"entry": entry}, is_repeatable=False))
        except OutcomeUnknown:
            there = check(self._client.call("GET", path))
            if _known(image, there) is None:
                check(self._client.call("POST", path, {"entry": entry}, is_repeatable=False))

    def _entry(self, image: ImageWrite, place: int) -> dict[str, object]:
        content, kind, ending = self._fetched(image.url)
        data = base64.b64encode(content).decode()
        name = f"{_file_stem(image.url)}.{ending}"
        return {
            "media_type": "image",
            "label": image.alt,
            "position": place + 1,
            "disabled": False,
            "types": _roles(place),
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


def _with_url(image: ImageWrite, urls: Mapping[str, str]) -> ImageWrite:
    """A picture that Magento has, as one that can be sent to another product of it too."""
    return ImageWrite(urls.get(image.id, ""), image.id, image.alt, image.skus)


def _known(image: ImageWrite, there: Sequence[Json]) -> Json | None:
    """The entry that shows this picture already."""
    stem = _file_stem(image.url)
    by_id = (one for one in there if image.id and str(one["id"]) == image.id)
    by_name = (one for one in there if PurePosixPath(one["file"]).stem.partition("_")[0] == stem)
    return next(by_id, None) or next(by_name, None)


def _file_stem(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:24]


def _roles(place: int) -> list[Any]:
    return list(_MAIN) if place == 0 else []
