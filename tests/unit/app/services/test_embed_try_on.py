from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.services.embed_try_on import SHARDS, filled_part, model_path, shard_of, sku_files, try_on_address
from tests.fakes.demo_frames import demo_frames

skus = st.text(min_size=1, max_size=12)


def test_every_variant_is_found_in_the_file_its_sku_names():
    frames = demo_frames()
    files = {path: json.loads(content) for path, content in sku_files(frames).items()}
    assert len(files) == SHARDS
    for frame in frames:
        for variant in frame.variants:
            assert files[f"skus/{shard_of(variant.sku)}.json"][variant.sku]["product_id"] == frame.product_id


def test_the_hash_is_the_published_one():
    assert int(shard_of("a"), 16) == 0xE40C292C % SHARDS


@given(skus, skus)
def test_models_of_two_skus_never_share_a_file_and_never_leave_the_folder(one, other):
    assert (model_path(one) == model_path(other)) == (one == other)
    assert model_path(one).count("/") == 1


@pytest.mark.parametrize(
    "said", ["https://x.example/try-on", "https://x.example/try-on/", "http://127.0.0.1:8000/try-on/"]
)
def test_a_plain_address_ends_in_a_slash(said):
    assert try_on_address(said) == said.rstrip("/") + "/"


@pytest.mark.parametrize(
    "said",
    [
        "http://x.example/",
        "javascript:alert(1)",
        "https://x.example/'",
        "https://x.example/?a",
        "x",
        "https://x/<",
    ],
)
def test_any_other_address_is_refused(said):
    with pytest.raises(Refused):
        try_on_address(said)


def test_a_part_gets_the_address_and_its_origin():
    part = filled_part({"a": "__TRY_ON_URL__embed.js at __TRY_ON_ORIGIN__"}, "https://x.example:8443/try-on/")
    assert part == {"a": "https://x.example:8443/try-on/embed.js at https://x.example:8443"}
