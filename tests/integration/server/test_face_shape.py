"""The face-shape question over HTTP: of staff, mirrors and web pages, with pictures good, bad and hostile."""

from __future__ import annotations

import tempfile
from io import BytesIO
from itertools import islice

import cv2
import numpy as np
import pytest
from PIL import Image

from app.domain.access import BuiltInRole
from app.store.tables import metadata
from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from sync.server.faces.desk import MAX_UPLOAD_BYTES
from sync.server.try_on import uploads

PATH = "/virtual-try-on/detect-face-shape"
PUBLIC = "/virtual-try-on/public/detect-face-shape"
SHOP = "https://shop.example"


@pytest.fixture(scope="module")
def portrait():
    frame = next(islice(every_frame(DEMO_CUSTOMERS[0]), 0, 1))
    return cv2.imencode(".jpg", frame.pixels)[1].tobytes()


@pytest.fixture
def server(server):
    yield server
    server.parts.faces.close()


@pytest.fixture
def seller(server, tenant):
    return server.person(tenant, BuiltInRole.SALES_STAFF)


def ask(server, person, picture, **query):
    return server.client.post(PATH, files={"image": ("a.jpg", picture)}, params=query, headers=person.headers)


def test_staff_get_a_shape_with_what_suits_it(server, seller, portrait):
    answer = ask(server, seller, portrait)
    found = answer.json()
    assert answer.status_code == 200
    assert found["face_shape"] in {"heart", "oblong", "oval", "round", "square"}
    assert 0 < found["confidence"] <= 1
    assert found["processing_time_ms"] > 0
    assert found["recommended_styles"]
    assert found["face_points"] is None


def test_points_come_on_request(server, seller, portrait):
    points = ask(server, seller, portrait, face_points=True).json()["face_points"]
    assert (len(points), len(points[0])) == (478, 3)


def test_a_mirror_asks_with_its_proof(server, tenant, portrait):
    mirror = server.mirror(tenant, server.place(tenant, "1"))
    assert ask(server, mirror, portrait).status_code == 401
    headers = mirror.headers | server.proof(mirror, "POST", PATH)
    assert server.client.post(PATH, files={"image": portrait}, headers=headers).status_code == 200


def bomb():
    made = BytesIO()
    Image.new("1", (50_000, 50_000)).save(made, "PNG")
    return made.getvalue()


def grey(height, width):
    return cv2.imencode(".png", np.full((height, width, 3), 120, np.uint8))[1].tobytes()


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (b"MZ\x00 not a picture", "not_an_image"), (grey(400, 400)[:300], "unreadable"), (grey(20, 20), "too_small"),
        (grey(400, 400), "no_face"), (bomb(), "too_large"), (b"x" * (MAX_UPLOAD_BYTES + 1), "too_large"),
        (b"y" * (MAX_UPLOAD_BYTES + 100_000), "too_large"), (b"", "no_picture"),
    ],
    ids=["no-image", "cut", "tiny", "wall", "bomb", "heavy", "heavier", "empty"],
)  # fmt: skip
def test_every_refusal_has_a_stable_reason(server, seller, picture, reason):
    answer = ask(server, seller, picture)
    assert (answer.status_code, answer.json()["reason"]) == (400, reason)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415), (b"x", "multipart/form-data", 400), (b"", "", 415),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b", 400),
        (b'--b\r\nContent-Disposition: form-data; name="image"\r\n\r\nx\r\n--b--',
         "multipart/form-data; boundary=b", 400),
    ],
)  # fmt: skip
def test_what_is_no_form_with_a_picture_is_refused(server, seller, content, kind, status):
    answer = server.client.post(PATH, content=content, headers=seller.headers | {"Content-Type": kind})
    assert answer.status_code == status


def test_a_picture_never_touches_a_disk_or_the_database(server, seller, portrait, tenant, monkeypatch):
    def no_file(*_, **__):
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr(tempfile, "TemporaryFile", no_file)
    big = portrait + b"\0" * 3_000_000
    assert ask(server, seller, big, face_points=True).status_code == 200
    with server.database.reading(tenant) as connection:
        kept = b"".join(repr(connection.execute(t.select()).all()).encode() for t in metadata.sorted_tables)
    assert b"JFIF" not in kept
    assert len(kept) < 50_000
    assert uploads.BODY_BYTES > MAX_UPLOAD_BYTES


def test_who_may_not_try_on_is_refused(server, tenant, portrait):
    auditor = server.person(tenant, BuiltInRole.AUDITOR)
    assert ask(server, auditor, portrait).status_code == 403
    assert server.client.post(PATH, files={"image": portrait}).status_code == 401


@pytest.fixture
def page_key(server, owner):
    body = {"name": "Web shop", "origins": [SHOP], "per_minute": 2}
    answer = server.client.post("/v1/publishable-keys", json=body, headers=owner.headers)
    assert answer.status_code == 201
    return answer.json()


def ask_from_page(server, key, picture, origin=SHOP):
    headers = {"Origin": origin} if origin else {}
    return server.client.post(PUBLIC, params={"key": key}, files={"image": picture}, headers=headers)


def test_a_web_page_asks_with_the_shops_key(server, page_key, portrait):
    answer = ask_from_page(server, page_key["key"], portrait)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, SHOP)
    assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = server.client.options(PUBLIC, params={"key": page_key["key"]}, headers={"Origin": SHOP})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (204, SHOP)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", f"{SHOP}.evil.example"])
def test_pages_of_other_addresses_are_refused(server, page_key, origin):
    answer = ask_from_page(server, page_key["key"], grey(400, 400), origin)
    assert (answer.status_code, answer.json()["reason"]) == (403, "wrong_page")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_shops_pages_ask_no_more_often_than_its_key_says(server, page_key):
    answers = [ask_from_page(server, page_key["key"], grey(400, 400)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    for refused in answers:  # the page may read why, and when to come again
        assert refused.headers["Access-Control-Allow-Origin"] == SHOP
        assert "Retry-After" in refused.headers["Access-Control-Expose-Headers"]
        assert refused.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_revoked_or_made_up_key_opens_nothing(server, page_key, owner):
    listed = server.client.get("/v1/publishable-keys", headers=owner.headers).json()["items"]
    assert [one["key"] for one in listed] == [page_key["key"]]
    gone = server.client.post(f"/v1/publishable-keys/{page_key['id']}/revoke", headers=owner.headers)
    assert gone.json()["revoked_at"]
    for key in (page_key["key"], "pk_" + "0" * 64, "pk_x", ""):
        assert ask_from_page(server, key, grey(400, 400)).status_code == 401


def test_a_key_needs_addresses_of_pages(server, owner):
    body = {"name": "x", "origins": ["*"], "per_minute": 5}
    answer = server.client.post("/v1/publishable-keys", json=body, headers=owner.headers)
    assert (answer.status_code, answer.json()["reason"]) == (422, "unusable")
