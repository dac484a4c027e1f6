from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.errors import NeedsOwner
from app.domain.money import Money
from app.domain.products import Price, ProductStatus
from engine.types import FrameShape
from sync.http.traffic import Cost
from sync.platforms.values import (
    Credentials,
    EyewearFields,
    RemoteProduct,
    RemoteStock,
    RemoteVariant,
)

VARIANT = RemoteVariant("11", "EYE-1", (Price(Money(9900, "EUR")),), stock=(RemoteStock("11", "1", 5),))
PRODUCT = RemoteProduct(
    "1", "Round", "<p>Light</p>", ProductStatus.PUBLISHED, (VARIANT,), datetime(2026, 3, 1, tzinfo=UTC)
)


def test_neither_stock_nor_the_time_of_change_moves_the_content_hash():
    sold = replace(VARIANT, stock=(RemoteStock("11", "1", 4),))
    later = replace(PRODUCT, variants=(sold,), updated_at=datetime(2026, 3, 2, tzinfo=UTC))
    assert later.content_hash == PRODUCT.content_hash


def test_every_other_change_moves_the_content_hash():
    dearer = replace(VARIANT, prices=(Price(Money(9901, "EUR")),))
    others = [
        replace(PRODUCT, title="Oval"),
        replace(PRODUCT, variants=(dearer,)),
        replace(PRODUCT, eyewear=EyewearFields(bridge_mm=18)),
    ]
    assert len({one.content_hash for one in (PRODUCT, *others)}) == 4


def test_a_variants_fields_stand_over_its_products():
    own = EyewearFields(lens_width_mm=52)
    of_product = EyewearFields(lens_width_mm=50, shape=FrameShape.ROUND)
    assert own.or_else(of_product) == EyewearFields(lens_width_mm=52, shape=FrameShape.ROUND)


def test_credentials_are_not_in_their_repr():
    assert "cs_hush" not in repr(Credentials({"secret": "cs_hush"}))


def test_the_cost_of_a_run_is_a_difference():
    assert Cost(5, 1, waited_s=2.0) - Cost(2, 1, waited_s=0.5) == Cost(3, 0, waited_s=1.5)


@pytest.mark.parametrize("told", [{}, {"access_token": ""}])
def test_a_key_that_is_missing_is_named_for_the_owner(told):
    with pytest.raises(NeedsOwner, match="access_token is missing"):
        Credentials(told)["access_token"]
