from __future__ import annotations

import io

import pytest
from PIL import Image

from app.domain.errors import RetryLater, UnusableRecord
from sync.http.addresses import PUBLIC_ONLY
from sync.http.images import ImageCache, PictureLimits
from tests.fakes.shops.lines import HERE, quick_line
from tests.fakes.shops.serving import Fault, Request, Response, Shop, serving


def picture(width: int = 40, height: int = 20, kind: str = "PNG", **extra) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, kind, **extra)
    return out.getvalue()


def size_of(path) -> tuple[int, int]:
    with Image.open(path) as opened:
        return opened.size


class Gallery(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.content = picture()

    def answer(self, request: Request) -> Response:
        if request.path == "/moved.png":
            return Response(302, {}, {"Location": "/frame.png"})
        if request.path == "/round.png":
            return Response(302, {}, {"Location": "/round.png"})
        return Response(404 if request.path == "/gone.png" else 200, body=self.content)


@pytest.fixture
def gallery():
    return Gallery()


@pytest.fixture
def address(gallery):
    with serving(gallery) as address:
        yield address


@pytest.fixture
def cache(tmp_path):
    limits = PictureLimits(most_bytes=100_000, most_pixels=1_000_000, longest_side_px=100)
    opened = ImageCache(tmp_path / "pictures", quick_line(attempts=2), HERE, limits)
    yield opened
    opened.close()


def test_a_picture_is_fetched_once_and_made_small(cache, gallery, address):
    gallery.content = picture(400, 200)
    first = cache.fetch(f"{address}/frame.png")
    assert size_of(first) == (100, 50)
    assert cache.fetch(f"{address}/frame.png") == first
    assert len(gallery.requests) == 1


def test_what_else_a_file_carries_is_left_behind(cache, gallery, address):
    exif = Image.Exif()
    exif[0x010E] = "home of the photographer"
    exif[0x0112] = 6
    gallery.content = picture(40, 20, "JPEG", exif=exif)
    kept = cache.fetch(f"{address}/frame.jpg")
    assert size_of(kept) == (20, 40)
    assert b"photographer" not in kept.read_bytes()


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x()'/>", b"GIF89a", picture()[:60], picture(1100, 1000), b"x" * 200_000]
)
def test_what_is_no_usable_picture_is_refused(cache, gallery, address, tmp_path, content):
    gallery.content = content
    with pytest.raises(UnusableRecord):
        cache.fetch(f"{address}/frame.png")
    assert not list(tmp_path.glob("pictures/*"))


def test_a_moved_picture_is_followed_and_a_missing_one_told(cache, address):
    assert cache.fetch(f"{address}/moved.png").is_file()
    with pytest.raises(UnusableRecord, match="404"):
        cache.fetch(f"{address}/gone.png")


def test_a_shop_that_is_away_is_asked_later(cache, gallery, address):
    gallery.faults.add(Fault.BROKEN, times=2)
    with pytest.raises(RetryLater):
        cache.fetch(f"{address}/frame.png")


def test_a_picture_inside_the_network_is_not_fetched(tmp_path, address):
    cache = ImageCache(tmp_path, quick_line(), PUBLIC_ONLY)
    with pytest.raises(UnusableRecord, match="cannot be fetched"):
        cache.fetch(f"{address}/frame.png")
    cache.close()


@pytest.mark.parametrize(
    "url", ["", "not an address", "https://[bad", "file:///etc/passwd", "https://shop.example:99999/"]
)
def test_what_is_no_address_is_refused(cache, url):
    with pytest.raises(UnusableRecord, match="cannot be fetched"):
        cache.fetch(url)


@pytest.mark.parametrize("url", ["https://shop.example/\x00", "https://" + "a" * 70000 + ".example/"])
def test_an_address_that_no_client_takes_is_no_crash(cache, url):
    with pytest.raises((UnusableRecord, RetryLater)):
        cache.fetch(url)


def test_an_address_that_leads_in_a_circle_is_given_up(cache, address):
    with pytest.raises(RetryLater):
        cache.fetch(f"{address}/round.png")
