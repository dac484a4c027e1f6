"""Takes a picture out of a request into memory: no part of it ever touches a disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import NoReturn

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from sync.server.faces.desk import MAX_UPLOAD_BYTES
from sync.server.problems import ApiError

BODY_BYTES = MAX_UPLOAD_BYTES + 65_536
"""The picture, and what is around it in the form."""
FIELD = "image"


class _InMemory(MultiPartParser):
    """Never spools to a file."""

    spool_max_size = BODY_BYTES + 1


async def read_picture_field(request: Request) -> bytes:
    """The bytes of the one file in the form. Raises ApiError (400, 413, 415) with a stable reason."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise ApiError(415, "not_a_form", f"Send multipart/form-data with a file named “{FIELD}”.")
    parser = _InMemory(request.headers, _limited(request), max_files=1, max_fields=4, max_part_size=1000)
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeDecodeError, ValueError):
        raise ApiError(400, "bad_form", "The form cannot be read.") from None
    except ClientDisconnect:
        raise ApiError(400, "bad_form", "The form did not arrive whole.") from None
    return await _file_in(form)


async def _file_in(form: FormData) -> bytes:
    found = form.get(FIELD)
    try:
        if not isinstance(found, UploadFile):
            _no_file()
        content = await found.read()
    finally:
        await form.close()
    if not content:
        _no_file()
    return content


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_BYTES:
            most = MAX_UPLOAD_BYTES // 1_000_000
            raise ApiError(
                400, "too_large", f"The file is larger than {most} MB. Please send a smaller copy."
            )
        yield chunk


def _no_file() -> NoReturn:
    raise ApiError(400, "no_picture", f"Send the picture as a file named “{FIELD}”.")
