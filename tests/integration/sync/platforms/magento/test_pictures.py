from __future__ import annotations

import pytest

from app.domain.errors import UnusableRecord
from sync.platforms.values import (
    ImageWrite,
    ProductChange,
)
from tests.fakes.shops.picture_host import PictureHost
from tests.fakes.shops.serving import Fault, serving


@pytest.fixture
def pictures():
    with serving(PictureHost()) as address:
        yield address


def shown(magento, number) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.alt, one.variant_ids) for one in magento.read_product(number).images]


def test_pictures_are_sent_with_their_content_and_served_by_the_shop(magento, shop, pictures):
    number = str(shop.add("ONE"))
    magento.update_product(number, ProductChange(images=(ImageWrite(f"{pictures}/a.png", alt="Front"),)))
    (image,) = magento.read_product(number).images
    assert image.alt == "Front"
    assert image.url.startswith(f"{shop.address}/media/catalog/product/")


def test_pictures_change_places_and_the_first_is_the_one_lists_show(magento, shop, pictures):
    number = shop.add("ONE")
    both = tuple(ImageWrite(f"{pictures}/{name}.png", alt=name) for name in ("a", "b"))
    magento.update_product(str(number), ProductChange(images=both))
    a, b = magento.read_product(str(number)).images
    turned = (ImageWrite(id=b.id, alt="b"), ImageWrite(id=a.id, alt="A"))
    magento.update_product(str(number), ProductChange(images=turned))
    assert [(one.id, one.alt) for one in magento.read_product(str(number)).images] == [
        (b.id, "b"),
        (a.id, "A"),
    ]
    roles = {str(one["id"]): one["types"] for one in shop.products[number]["media_gallery_entries"]}
    assert roles == {b.id: ["image", "small_image", "thumbnail"], a.id: []}
    written = len(shop.requests)
    magento.update_product(str(number), ProductChange(images=(turned[0], ImageWrite(id=a.id, alt="A"))))
    assert {one.method for one in shop.requests[written:]} == {"GET"}


def test_a_picture_of_the_product_can_become_one_of_its_variants(magento, shop, pictures):
    parent = str(shop.add("MODEL", choices=("Black", "Gold")))
    magento.update_product(parent, ProductChange(images=(ImageWrite(f"{pictures}/a.png", alt="Front"),)))
    (image,) = magento.read_product(parent).images
    moved = (ImageWrite(id=image.id, alt="Front", skus=("MODEL-Black",)),)
    magento.update_product(parent, ProductChange(images=moved))
    black = next(one for one in magento.read_product(parent).variants if one.sku == "MODEL-Black")
    assert shown(magento, parent) == [("Front", (black.id,))]


def test_films_and_hidden_pictures_are_left_alone(magento, shop):
    number = shop.add("ONE")
    film = {"id": 900, "media_type": "external-video", "label": "", "file": "/f/i/film.jpg", "types": []}
    hidden = {
        "id": 901,
        "media_type": "image",
        "label": "",
        "file": "/h/i/h.jpg",
        "types": [],
        "disabled": True,
    }
    shop.products[number]["media_gallery_entries"] = [film, hidden]
    magento.update_product(str(number), ProductChange(images=()))
    assert len(shop.products[number]["media_gallery_entries"]) == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_picture_whose_answer_was_lost_is_there_once(magento, shop, pictures, when):
    number = str(shop.add("ONE"))
    shop.faults.add(
        Fault.RESET, when=when, matches=lambda one: (one.method, one.path[-6:]) == ("POST", "/media")
    )
    magento.update_product(number, ProductChange(images=(ImageWrite(f"{pictures}/a.png", alt="Front"),)))
    assert shown(magento, number) == [("Front", ())]


def test_what_is_no_picture_is_refused(magento, shop):
    number = str(shop.add("ONE"))
    with serving(PictureHost(b"<svg/>")) as address, pytest.raises(UnusableRecord, match="no picture"):
        magento.update_product(number, ProductChange(images=(ImageWrite(f"{address}/a.svg"),)))
