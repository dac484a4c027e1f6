"""Where the engine's shipped data lies."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
MEAN_FACE = ASSETS / "face" / "mean_face_mm.npz"
WARM_UP_FACE = ASSETS / "face" / "warm_up.jpg"
FACE_TRIANGLES = ASSETS / "face" / "triangles.npy"
DEMO_CATALOGUE = ASSETS / "catalogue" / "demo.json"
DEMO_CUSTOMERS = tuple(ASSETS / "demo" / f"customer{number}.mp4" for number in (0, 1))
SHAPE_MODEL = ASSETS / "face" / "shape_model.json"
WEB_TRY_ON = ASSETS.parent / "build" / "web"
"""The built try-on for pages (packaging/web.sh)."""
WEB_EMBEDS = ASSETS / "web" / "embeds"
"""Parts for shop systems with the places of the try-on's address open."""
