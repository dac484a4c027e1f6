"""What somebody's grants amount to: each permission, and where it holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.access import BuiltInRole, CustomRole, Grant, Permission, ScopeType
from app.domain.reach import WHOLE_TENANT, Reach
from app.domain.roles import ROLE_PERMISSIONS


@dataclass(frozen=True, slots=True)
class Rights:
    """All somebody may do now, and until when that cannot change by itself."""

    reaches: Mapping[Permission, Reach]
    valid_until: datetime | None = None
    """When the first of the grants ends; None when none does."""

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset(self.reaches)

    def reach(self, permission: Permission) -> Reach | None:
        return self.reaches.get(permission)


def rights_of(grants: Iterable[Grant], custom_roles: Iterable[CustomRole], moment: datetime) -> Rights:
    """The rights that `grants` give at `moment`. Grants of unknown roles, and unknown permissions, give nothing."""
    roles = {role.id: role for role in custom_roles}
    reaches: dict[Permission, Reach] = {}
    ends: list[datetime] = []
    for grant in grants:
        if not grant.holds_at(moment):
            continue
        ends += [grant.not_after] if grant.not_after else []
        reach = _reach(grant)
        for permission in permissions_of(grant.role, roles):
            if _counts(permission, grant.scope):
                reaches[permission] = reach.joined(reaches.get(permission, Reach()))
    return Rights(reaches, min(ends, default=None))


def permissions_of(
    role: BuiltInRole | UUID, custom_roles: Mapping[UUID, CustomRole]
) -> frozenset[Permission]:
    """What a role holds; nothing for one that is not there. A tenant's own role never reaches the platform."""
    if isinstance(role, BuiltInRole):
        return ROLE_PERMISSIONS[role]
    own = custom_roles.get(role)
    known = {p.value for p in Permission if not is_platform(p)}
    return frozenset(Permission(name) for name in own.permissions if name in known) if own else frozenset()


def is_platform(permission: Permission) -> bool:
    return permission.startswith("platform:")


def _counts(permission: Permission, scope: ScopeType) -> bool:
    return scope is ScopeType.PLATFORM or not is_platform(permission)


def _reach(grant: Grant) -> Reach:
    if grant.scope is ScopeType.REGION and grant.region_id is not None:
        return Reach(regions=frozenset({grant.region_id}))
    if grant.scope is ScopeType.STORE and grant.store_id is not None:
        return Reach(stores=frozenset({grant.store_id}))
    return WHOLE_TENANT if grant.scope in {ScopeType.TENANT, ScopeType.PLATFORM} else Reach()
