"""Who may hand out which role where, and whom one may manage: nobody gives more than they hold. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.access.rights import Rights, is_platform, permissions_of
from app.domain.access import BuiltInRole, CustomRole, Grant, Permission, ScopeType
from app.domain.errors import Refused, UnusableRecord
from app.domain.reach import Reach
from app.domain.tenancy import Store


@dataclass(frozen=True, slots=True)
class Place:
    """Where a role is to hold."""

    scope: ScopeType
    region_id: UUID | None = None
    store: Store | None = None

    def is_within(self, reach: Reach | None) -> bool:
        if reach is None:
            return False
        if self.scope is ScopeType.STORE:
            return self.store is not None and reach.covers(self.store)
        if self.scope is ScopeType.REGION:
            return self.region_id is not None and reach.covers_region(self.region_id)
        return reach.whole_tenant


def check_may_hand_out(
    giver: Rights, role: BuiltInRole | UUID, custom_roles: Mapping[UUID, CustomRole], place: Place
) -> None:
    """Raises Refused when the giver lacks a permission of the role there, or would make an equal.

    Only an owner makes owners, and only a platform admin makes platform admins.
    Raises UnusableRecord for a role that cannot be held there at all.
    """
    _check_fits(role, place)
    given = permissions_of(role, custom_roles)
    needed = Permission.ADMINS_ASSIGN if place.scope is ScopeType.PLATFORM else Permission.ROLES_ASSIGN
    if not place.is_within(giver.reach(needed)):
        raise Refused("You may not hand out rights there.")
    lacking = sorted(p.value for p in given if not place.is_within(giver.reach(p)))
    if lacking:
        raise Refused(f"You cannot hand out what you lack yourself: {', '.join(lacking[:5])}.")
    if given == held_at(giver, place) and role not in _MADE_BY_EQUALS:
        raise Refused("You cannot make somebody your equal. Ask somebody above you.")


_MADE_BY_EQUALS = frozenset({BuiltInRole.TENANT_OWNER, BuiltInRole.PLATFORM_ADMIN})


def check_may_manage(
    manager: Rights, theirs: Iterable[tuple[Grant, Place]], custom_roles: Mapping[UUID, CustomRole]
) -> None:
    """Raises Refused unless the manager could have handed out every right the person holds."""
    for grant, place in theirs:
        check_may_hand_out(manager, grant.role, custom_roles, place)


def check_own_role(giver: Rights, permissions: frozenset[str]) -> None:
    """Raises UnusableRecord for an unknown permission, Refused for one the giver does not hold in the whole tenant."""
    known = {p.value: p for p in Permission if not is_platform(p)}
    unknown = sorted(permissions - known.keys())
    if unknown:
        raise UnusableRecord(f"There is no such permission: {unknown[0]}.")
    everywhere = {p for p, reach in giver.reaches.items() if reach.whole_tenant}
    lacking = sorted(permissions - {p.value for p in everywhere})
    if lacking:
        raise Refused(f"You cannot put into a role what you lack yourself: {', '.join(lacking[:5])}.")


def held_at(rights: Rights, place: Place) -> frozenset[Permission]:
    """What somebody may do at a place."""
    return frozenset(p for p, reach in rights.reaches.items() if place.is_within(reach))


def _check_fits(role: BuiltInRole | UUID, place: Place) -> None:
    if role is BuiltInRole.KIOSK_DEVICE:
        raise UnusableRecord("This role is for mirrors: enrol one instead.")
    if (role is BuiltInRole.PLATFORM_ADMIN) != (place.scope is ScopeType.PLATFORM):
        raise UnusableRecord(
            "Platform admins hold their role over the platform, everybody else inside a company."
        )
    if role in {BuiltInRole.TENANT_OWNER, BuiltInRole.AUDITOR} and place.scope is not ScopeType.TENANT:
        raise UnusableRecord("This role holds over the whole company only.")
