"""Who may work on the mirrors of a store while the server is away, as the server knows it now."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from app.access.rights import rights_of
from app.domain.access import User, UserStatus
from app.domain.feeds import Stream
from app.domain.offline_staff import LONGEST, OFFLINE_RIGHTS, Roster, RosterEntry
from app.domain.tenancy import Store, TenantScope
from app.store.unit_of_work import Repositories

_PAGE = 500


def build_roster(shop: Repositories, scope: TenantScope, store_id: UUID) -> Roster:
    """Everybody active whose rights reach the store. Raises Unknown when there is no such store."""
    place = shop.places.store(store_id)
    people = (_entry(shop, user, place) for user in _active(shop))
    return Roster(
        scope,
        store_id,
        shop.change_log.position(Stream.RIGHTS),
        shop.moment,
        shop.moment + LONGEST,
        tuple(person for person in people if person is not None),
    )


def _active(shop: Repositories) -> Iterator[User]:
    behind = ""
    while page := shop.staff.page(_PAGE, behind):
        yield from (user for user in page if user.status is UserStatus.ACTIVE)
        behind = page[-1].email


def _entry(shop: Repositories, user: User, place: Store) -> RosterEntry | None:
    """None for somebody who has no password yet, or nothing to do in this store."""
    rights = rights_of(shop.rights.of_user(user.id), shop.rights.all_roles(), shop.moment)
    here = frozenset(p for p in OFFLINE_RIGHTS if (reach := rights.reach(p)) and reach.covers(place))
    if not here or user.password_hash is None:
        return None
    return RosterEntry(user.id, user.email, user.display_name, user.password_hash, here)
