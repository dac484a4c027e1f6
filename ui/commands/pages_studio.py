"""The parts that build store pages on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.bus import Bus
from app.domain.access import Actor, Permission
from app.pages.publish.build import SiteBuilder
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.workers import WORKER_COMMAND, TemplateWorkers
from app.pages.shipped import ShippedTemplates
from app.services.audited_act import Acting
from app.services.open_shop import OpenShop
from app.services.page_templates import PageTemplates
from app.services.store_pages import StorePages
from app.settings import Settings
from app.version import program_version
from engine.asset_paths import ASSETS, WEB_TRY_ON
from engine.render.product_photos import ProductPhotos
from ui.shop import own_shop, supplied_models

PAGES = ASSETS / "pages"
_RIGHTS = frozenset(
    {
        Permission.STORES_GENERATE,
        Permission.TEMPLATES_VIEW,
        Permission.TEMPLATES_EDIT,
        Permission.TEMPLATES_DELETE,
        Permission.PAGES_PUBLISH,
        Permission.PAGES_EXPORT,
    }
)
"""Of whoever may use this machine's command line: it is their own shop."""


@dataclass(frozen=True)
class PagesStudio:
    """Everything commands need."""

    shop: OpenShop
    acting: Acting
    pages: StorePages
    templates: PageTemplates
    shipped: ShippedTemplates


def worker_command() -> tuple[str, ...]:
    """How the page worker is started: by this Python, or by the bundled program itself."""
    return (sys.executable, "pages", "worker") if getattr(sys, "frozen", False) else WORKER_COMMAND


@contextmanager
def pages_studio(settings: Settings) -> Iterator[PagesStudio]:
    """Opens this machine's shop and starts the workers. Raises ShopClosed."""
    shipped = ShippedTemplates(PAGES)
    with own_shop(settings, Bus()) as shop, _workers() as workers:
        workers.load(shipped.parts, {}, shipped.own_parts)
        models = supplied_models(settings, shop.catalogue.all_frames())
        photos = ProductPhotos(settings.data_dir / "page-pictures", models)
        try:
            builder = SiteBuilder(shipped, photos, workers, WEB_TRY_ON, program_version())
            acting = Acting(Actor(shop.scope, _RIGHTS))
            pages = StorePages(shop.store, builder, shipped)
            yield PagesStudio(shop, acting, pages, PageTemplates(shop.store, workers, shipped), shipped)
        finally:
            photos.close()


def _workers() -> TemplateWorkers:
    return TemplateWorkers(RenderLimits(), max(1, os.cpu_count() or 1), worker_command())
