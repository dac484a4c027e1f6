"""The demo catalogue as the carousel gets it, without a store between."""

from __future__ import annotations

import json

from app.domain.eyewear_data import finish_from_data, spec_from_data
from app.domain.listing import FrameListing, VariantListing
from app.domain.money import Money
from engine.asset_paths import ASSETS


def demo_frames() -> tuple[FrameListing, ...]:
    frames = json.loads((ASSETS / "catalogue" / "demo.json").read_text(encoding="utf-8"))["frames"]
    return tuple(
        FrameListing(
            frame["id"],
            frame["name"],
            frame["brand"],
            spec_from_data(frame["spec"]),
            tuple(
                VariantListing(
                    variant["sku"],
                    variant["colour"],
                    finish_from_data(variant["finish"]),
                    Money(frame["price_minor"], frame["currency"]),
                    variant["stock"],
                )
                for variant in frame["variants"]
            ),
        )
        for frame in frames
    )
