"""A place on this machine where a picture can be fetched, whatever its address is called."""

from __future__ import annotations

import io

from PIL import Image

from tests.fakes.shops.serving import Request, Response, Shop


class PictureHost(Shop):
    def __init__(self, content: bytes | None = None) -> None:
        super().__init__()
        self._content = content if content is not None else _picture()

    def answer(self, request: Request) -> Response:
        return Response(200, body=self._content)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()
