"""Store pages generated on the server: built into the company's own folder, exported as a ZIP, published.

One site at a time in each process of the server: a build uses every core for a while.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.access.authorise import Access
from app.domain.storefront import GenerationStatus
from app.pages.publish.build import SiteBuilder
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.workers import TemplateWorkers
from app.pages.settings import SiteSettings
from app.pages.shipped import ShippedTemplates
from app.services.audited_act import Acting
from app.services.store_pages import StorePages
from app.settings import ServerSettings, default_data_dir
from app.store.unit_of_work import ShopStore
from app.version import program_version
from engine.asset_paths import ASSETS
from sync.server.problems import ApiError
from sync.server.storefront.schemas import GeneratedShown

SHIPPED = ShippedTemplates(ASSETS / "pages")
_TRY_ON = ASSETS.parent / "build" / "web"
_BUILDING = Lock()


def generate(
    store: ShopStore, access: Access, settings: ServerSettings, chosen: dict[str, Any]
) -> GeneratedShown:
    """Builds the company's site anew. Raises Refused, Unknown, ApiError (422, 409)."""
    access.everywhere()
    wanted = _checked(chosen)
    with _pages(store, settings) as pages:
        made = pages.generate(
            _acting(access), wanted, _site_folder(settings, access, wanted.template), _quietly
        )
    with store.reading(access.scope) as shop:
        return GeneratedShown.of(shop.generated_stores.get(made.run_id))


def archive(store: ShopStore, access: Access, settings: ServerSettings, run_id: UUID) -> bytes:
    """The newest build of the run's template as a ZIP. Raises Unknown, Refused."""
    access.everywhere()
    folder = _built(store, access, settings, run_id)
    with _pages(store, settings) as pages, TemporaryDirectory() as place:
        file = Path(place) / "site.zip"
        pages.export(_acting(access), folder, file)
        return file.read_bytes()


def publish(store: ShopStore, access: Access, settings: ServerSettings, run_id: UUID) -> None:
    """Puts the newest build of the run's template where the company's pages are served from. Raises as above."""
    access.everywhere()
    folder = _built(store, access, settings, run_id)
    with _pages(store, settings) as pages:
        pages.publish(_acting(access), folder, _sites(settings) / "published" / str(access.scope))


def _built(store: ShopStore, access: Access, settings: ServerSettings, run_id: UUID) -> Path:
    with store.reading(access.scope) as shop:
        run = shop.generated_stores.get(run_id)
    if run.status is not GenerationStatus.COMPLETED:
        raise ApiError(409, "not_built", "This run has built nothing that could be handed over.")
    return _site_folder(settings, access, str(run.settings["template"]))


def _checked(chosen: dict[str, Any]) -> SiteSettings:
    try:
        return SiteSettings.model_validate(chosen)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ApiError(422, "unusable", f"{place or 'settings'}: {first['msg']}.") from None


@contextmanager
def _pages(store: ShopStore, settings: ServerSettings) -> Iterator[StorePages]:
    if not _BUILDING.acquire(blocking=False):
        raise ApiError(409, "busy", "A site is being built on this server. Try again in a minute.")
    from engine.render.product_photos import ProductPhotos  # noqa: PLC0415 - OpenGL, only where pages are drawn

    photos = ProductPhotos(_sites(settings) / "pictures")
    try:
        with TemplateWorkers(RenderLimits(), max(1, os.cpu_count() or 1)) as workers:
            builder = SiteBuilder(SHIPPED, photos, workers, _TRY_ON, program_version())
            yield StorePages(store, builder, SHIPPED)
    finally:
        photos.close()
        _BUILDING.release()


def site_folders(settings: ServerSettings, tenant_id: UUID) -> tuple[Path, ...]:
    """Where pages of this company lie, if any were built."""
    return tuple(_sites(settings) / kind / str(tenant_id) for kind in ("built", "published"))


def _sites(settings: ServerSettings) -> Path:
    return Path(settings.sites_dir) if settings.sites_dir else default_data_dir() / "sites"


def _site_folder(settings: ServerSettings, access: Access, template: str) -> Path:
    """The company's own; named by ids and a checked slug, never by what somebody wrote."""
    folder = _sites(settings) / "built" / str(access.scope)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / template


def _acting(access: Access) -> Acting:
    return Acting(access.actor, access.origin.address, access.origin.request_id)


def _quietly(done: int, total: int) -> None:
    del done, total
