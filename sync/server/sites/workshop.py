"""Builds the sites that companies ordered: the same work for the embedded server and for jobs in PostgreSQL.

Whoever holds a company's lock builds; the lock goes with its process. So a run that is under way while nobody
holds the lock was left by a process that died, and is taken up again, a few times at most.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from threading import Event
from uuid import UUID

from app.access.authorise import at_the_front_door, authorise
from app.domain.access import Actor, Permission
from app.domain.errors import ShopError
from app.domain.storefront import GeneratedStore, builds_to_keep
from app.domain.tenancy import TenantScope, TenantStatus
from app.pages.publish.build import SiteBuilder
from app.pages.publish.shelf import SiteShelves
from app.services.audited_act import Acting
from app.services.store_pages import SITE_LOCK, Cancelled, Interrupted, StorePages, failure_words
from app.store.unit_of_work import ShopStore
from sync.server.sites.bench import SHIPPED

OpenBuilder = Callable[[], AbstractContextManager[SiteBuilder]]
"""Opened where there is something to build."""
_MOST_ATTEMPTS = 3
_GAVE_UP = (
    f"The server stopped {_MOST_ATTEMPTS} times while it built this site. "
    "Look whether it has enough memory and disk, then order the site again."
)
_LOOKED_AT = 50
"""Finished runs that may still lie on the disk."""
_RIGHT = frozenset({Permission.STORES_GENERATE})
_LOG = logging.getLogger(__name__)


class SiteWorkshop:
    """Safe from any thread: a company whose site is being built is passed over."""

    def __init__(self, store: ShopStore, shelves: SiteShelves, open_builder: OpenBuilder) -> None:
        self._store = store
        self._shelves = shelves
        self._open_builder = open_builder
        self._is_stopping = Event()
        self.on_ordered: Callable[[UUID], None] = lambda _tenant_id: None
        """Hears of every order, after it is safe; whoever builds sets it."""

    def companies_waiting(self) -> Iterator[UUID]:
        """Active companies with a run that has not ended."""
        with self._store.reading_directory(at_the_front_door()) as directory:
            active = [one.id for one in directory.all() if one.status is TenantStatus.ACTIVE]
        for tenant_id in active:
            if self._next(_scope(tenant_id)) is not None:
                yield tenant_id

    def build_waiting(self) -> None:
        """Everything that was ordered, company by company."""
        for tenant_id in self.companies_waiting():
            self.build(tenant_id)

    def build(self, tenant_id: UUID) -> None:
        """Everything that this company ordered, unless somebody builds for it right now."""
        scope = _scope(tenant_id)
        with self._store.alone(scope, SITE_LOCK) as is_alone:
            if not is_alone or self._is_stopping.is_set() or self._next(scope) is None:
                return
            with self._open_builder() as builder:
                pages = StorePages(self._store, builder, SHIPPED)
                while not self._is_stopping.is_set() and (run := self._next(scope)) is not None:
                    self._carry_out(pages, scope, run)
            self._tidy(scope)

    def stop(self) -> None:
        """Whoever builds ends soon; what is not finished waits for the next one."""
        self._is_stopping.set()

    def _carry_out(self, pages: StorePages, scope: TenantScope, run: GeneratedStore) -> None:
        """Whatever goes wrong is on record; the next run comes anyhow."""
        acting, shelf = _on_behalf(scope, run), self._shelves.of(scope)
        if run.attempts >= _MOST_ATTEMPTS:
            pages.give_up(acting, run, _GAVE_UP)
            return
        try:
            pages.carry_out(
                acting, run, shelf.workplace(), self._go_on, lambda made: shelf.keep(run.id, made.files)
            )
        except Interrupted:
            _LOG.info("site_put_back", extra={"run": str(run.id)})
        except Exception as problem:  # noqa: BLE001 - the supervisor of this work: other companies wait
            is_expected = isinstance(problem, ShopError | OSError)
            _LOG.warning(
                "site_not_built", extra={"run": str(run.id)}, exc_info=None if is_expected else problem
            )
            with suppress(Cancelled):  # it has ended already
                pages.give_up(acting, run, failure_words(problem))

    def _go_on(self, done: int, total: int) -> None:
        del done, total
        if self._is_stopping.is_set():
            raise Interrupted("The server is asked to stop.")

    def _next(self, scope: TenantScope) -> GeneratedStore | None:
        with self._store.reading(scope) as shop:
            return next(iter(shop.generated_stores.unfinished()), None)

    def _tidy(self, scope: TenantScope) -> None:
        """Older builds leave the disk; what visitors see, and saw before, stays."""
        with self._store.reading(scope) as shop:
            finished = [run.id for run in shop.generated_stores.finished(_LOOKED_AT)]
            site = shop.published_sites.get()
        self._shelves.of(scope).keep_only(builds_to_keep(finished, site))


def _scope(tenant_id: UUID) -> TenantScope:
    return authorise(Actor(tenant_id, _RIGHT), Permission.STORES_GENERATE)


def _on_behalf(scope: TenantScope, run: GeneratedStore) -> Acting:
    """Of whoever ordered it: their right was checked when they did."""
    return Acting(Actor(scope, _RIGHT, run.author_id))
