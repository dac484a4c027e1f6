"""What the server builds sites with: shipped templates, the engine's pictures, processes that render pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.pages.publish.build import SiteBuilder
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.workers import TemplateWorkers
from app.pages.shipped import ShippedTemplates
from app.version import program_version
from engine.asset_paths import ASSETS, WEB_TRY_ON

SHIPPED = ShippedTemplates(ASSETS / "pages")
_LIMITS = RenderLimits(wall_s=60.0)
"""A page's share of the processor stays as small as ever; on a busy server it may take long to get it."""


@contextmanager
def site_builder(pictures: Path) -> Iterator[SiteBuilder]:
    """Keeps drawn frames in `pictures`. For one thread at a time."""
    from engine.render.product_photos import ProductPhotos  # noqa: PLC0415 - OpenGL, only where pages are drawn

    photos = ProductPhotos(pictures)
    spared = max(1, (os.cpu_count() or 1) - 1)  # one core goes on answering
    try:
        with TemplateWorkers(_LIMITS, spared) as workers:
            yield SiteBuilder(SHIPPED, photos, workers, WEB_TRY_ON, program_version())
    finally:
        photos.close()
