"""What people of a company do with its site: order, watch, cancel, take away, publish, take back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.access.authorise import Access
from app.domain.errors import UnusableRecord
from app.domain.storefront import GeneratedStore, PublishedSite
from app.pages.settings import SiteSettings
from app.services.audited_act import Acting
from app.services.site_orders import SiteOrders
from app.services.site_publishing import SitePublishing
from app.store.unit_of_work import ShopStore
from sync.server.paging import Page, Window, page_of
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.sites.bench import SHIPPED
from sync.server.sites.hosts import SiteHosts
from sync.server.storefront.schemas import GeneratedShown, SiteShown


def order(parts: ServerParts, access: Access, chosen: dict[str, Any]) -> GeneratedShown:
    """A run that waits to be built. Raises Refused, Unknown, AlreadyThere, ApiError (422)."""
    access.everywhere()
    hosts = SiteHosts.of(parts.settings)
    own = {"base_url": hosts.address_of(_slug(parts.store, access))} if hosts.is_https else {}
    wanted = _checked(own | chosen)
    run = SiteOrders(parts.store, SHIPPED).order(acting(access), wanted)
    parts.workshop.on_ordered(access.scope)
    return GeneratedShown.of(run)


def cancel(parts: ServerParts, access: Access, run_id: UUID) -> GeneratedShown:
    """Raises Refused, Unknown, ApiError (409) for a run that has ended."""
    access.everywhere()
    if not SiteOrders(parts.store, SHIPPED).cancel(acting(access), run_id):
        raise ApiError(409, "ended", "This run has ended already.")
    return show(parts.store, access, run_id)


def list_runs(store: ShopStore, access: Access, window: Window) -> Page[GeneratedShown]:
    """Newest first."""
    with store.reading(access.scope) as shop:
        found = shop.generated_stores.page(window.limit + 1, window.id())
    return page_of(found, window, GeneratedShown.of, _key)


def show(store: ShopStore, access: Access, run_id: UUID) -> GeneratedShown:
    """Raises Unknown."""
    with store.reading(access.scope) as shop:
        return GeneratedShown.of(shop.generated_stores.get(run_id))


def archive(parts: ServerParts, access: Access, run_id: UUID) -> Iterator[bytes]:
    """A build as a ZIP, piece by piece. Raises Unknown, Refused, ApiError (409) at once."""
    access.everywhere()
    with _in_words():
        return _publishing(parts).export(acting(access), run_id)


def publish(parts: ServerParts, access: Access, run_id: UUID) -> SiteShown:
    """Raises Unknown, Refused, ApiError (409)."""
    access.everywhere()
    with _in_words():
        return _shown(parts, access, _publishing(parts).publish(acting(access), run_id))


def roll_back(parts: ServerParts, access: Access) -> SiteShown:
    """Raises Refused, ApiError (409)."""
    access.everywhere()
    with _in_words():
        return _shown(parts, access, _publishing(parts).roll_back(acting(access)))


def unpublish(parts: ServerParts, access: Access) -> SiteShown:
    """Raises Refused."""
    access.everywhere()
    return _shown(parts, access, _publishing(parts).unpublish(acting(access)))


def show_site(parts: ServerParts, access: Access) -> SiteShown:
    """What visitors see now."""
    return _shown(parts, access, _publishing(parts).shown(access.scope))


def acting(access: Access) -> Acting:
    """Who acts, for services that write the act down."""
    return Acting(access.actor, access.origin.address, access.origin.request_id)


def _publishing(parts: ServerParts) -> SitePublishing:
    return SitePublishing(parts.store, parts.shelves)


def _shown(parts: ServerParts, access: Access, site: PublishedSite | None) -> SiteShown:
    address = SiteHosts.of(parts.settings).address_of(_slug(parts.store, access))
    return SiteShown.of(f"{address}/", site)


def _slug(store: ShopStore, access: Access) -> str:
    with store.reading(access.scope) as shop:
        return shop.company.get().slug


def _checked(chosen: dict[str, Any]) -> SiteSettings:
    try:
        return SiteSettings.model_validate(chosen)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ApiError(422, "unusable", f"{place or 'settings'}: {first['msg']}.") from None


@contextmanager
def _in_words() -> Iterator[None]:
    """What is not there to be shown or handed over clashes with the state of things; it is no fault of the request."""
    try:
        yield
    except UnusableRecord as problem:
        raise ApiError(409, "not_built", str(problem)) from None


def _key(run: GeneratedStore) -> tuple[str, ...]:
    return (str(run.id),)
