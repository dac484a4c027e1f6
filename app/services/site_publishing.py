"""Which build of a company's site visitors see: published, taken back, handed over by right, on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from app.domain.access import Permission
from app.domain.errors import UnusableRecord
from app.domain.storefront import GenerationStatus, PublishedSite
from app.domain.tenancy import TenantScope
from app.pages.publish.archive import archive_pieces, site_files
from app.pages.publish.shelf import SiteShelves
from app.services.audited_act import Act, Acting, audited
from app.services.site_orders import GENERATED_STORE
from app.store.unit_of_work import Repositories, ShopStore


class SitePublishing:
    """For any thread. Builds of another tenant do not exist."""

    def __init__(self, store: ShopStore, shelves: SiteShelves) -> None:
        self._store = store
        self._shelves = shelves

    def shown(self, scope: TenantScope) -> PublishedSite | None:
        """None while nothing was ever published."""
        with self._store.reading(scope) as shop:
            return shop.published_sites.get()

    def publish(self, acting: Acting, run_id: UUID) -> PublishedSite:
        """Visitors see this build from now on. Raises Refused, Unknown, UnusableRecord where there is no such site."""
        act = Act(Permission.PAGES_PUBLISH, "pages:publish", GENERATED_STORE, run_id)
        with audited(self._store, acting, act) as scope:
            self._folder(scope, run_id)
            return self._show(scope, acting, lambda _site: run_id)

    def roll_back(self, acting: Acting) -> PublishedSite:
        """Visitors see the former build again. Raises Refused, UnusableRecord where there is none."""
        act = Act(Permission.PAGES_ROLLBACK, "pages:rollback", GENERATED_STORE)

        with audited(self._store, acting, act) as scope:
            return self._show(scope, acting, lambda site: self._former(scope, site))

    def unpublish(self, acting: Acting) -> PublishedSite:
        """Visitors find nothing any more; a roll-back brings the site back. Raises Refused."""
        act = Act(Permission.PAGES_PUBLISH, "pages:unpublish", GENERATED_STORE)
        with audited(self._store, acting, act) as scope:
            return self._show(scope, acting, lambda _site: None)

    def export(self, acting: Acting, run_id: UUID) -> Iterator[bytes]:
        """A build as a ZIP file, piece by piece. Raises Refused, Unknown, UnusableRecord at once, not on the way."""
        act = Act(Permission.PAGES_EXPORT, "pages:export", GENERATED_STORE, run_id)
        with audited(self._store, acting, act) as scope:
            folder = self._folder(scope, run_id)
            files = site_files(folder)
        return archive_pieces(folder, files)

    def _show(
        self, scope: TenantScope, acting: Acting, choose: Callable[[PublishedSite], UUID | None]
    ) -> PublishedSite:
        def work(shop: Repositories) -> PublishedSite:
            nothing = PublishedSite(None, None, shop.moment, acting.actor.user_id)
            site = shop.published_sites.get() or nothing
            shown = site.shows(choose(site), shop.moment, acting.actor.user_id)
            shop.published_sites.put(shown)
            return shown

        return self._store.write(scope, work).result

    def _former(self, scope: TenantScope, site: PublishedSite) -> UUID:
        if site.former_run_id is None or self._shelves.of(scope).find(site.former_run_id) is None:
            raise UnusableRecord("There is no former site to go back to.")
        return site.former_run_id

    def _folder(self, scope: TenantScope, run_id: UUID) -> Path:
        with self._store.reading(scope) as shop:
            run = shop.generated_stores.get(run_id)
        if run.status is not GenerationStatus.COMPLETED:
            raise UnusableRecord("This run has built nothing that could be handed over.")
        folder = self._shelves.of(scope).find(run_id)
        if folder is None:
            raise UnusableRecord("This build is no longer on the disk. Order the site again.")
        return folder
