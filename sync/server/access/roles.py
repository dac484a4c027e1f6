"""Roles and grants: handed out by those who hold them, counted from the next request on."""

from __future__ import annotations

from uuid import UUID

from app.access.authorise import Access
from app.access.granting import check_may_hand_out, check_own_role
from app.domain.access import BuiltInRole, CustomRole, Grant, Permission, ScopeType
from app.domain.errors import Unknown, UnusableRecord
from app.store.unit_of_work import Repositories
from sync.server.access.people import check_an_owner_is_left, place_of, roles_of, seen_by
from sync.server.access.schemas import GrantBody, GrantShown, RoleBody, RoleList, RoleShown
from sync.server.parts import ServerParts
from sync.server.trail import note
from sync.server.versions import Seen


def list_roles(parts: ServerParts, access: Access) -> RoleList:
    """The built-in roles, then the company's own."""
    with parts.store.reading(access.scope) as shop:
        own = shop.rights.all_roles()
    built_in = [RoleShown.built_in(role) for role in BuiltInRole]
    return RoleList(items=built_in + [RoleShown.of(role) for role in own])


def show_role(parts: ServerParts, access: Access, role_id: UUID) -> RoleShown:
    """Raises Unknown."""
    with parts.store.reading(access.scope) as shop:
        return RoleShown.of(shop.rights.role(role_id))


def add_role(parts: ServerParts, access: Access, body: RoleBody) -> RoleShown:
    """Raises Refused for permissions one lacks, UnusableRecord for unknown ones, AlreadyThere for a name in use."""
    check_own_role(access.rights, body.permissions)

    def work(shop: Repositories) -> CustomRole:
        role = CustomRole(shop.new_id(), body.name, body.permissions)
        shop.rights.put_role(role)
        note(shop, access, "role", role.id, after={"permissions": role.permissions})
        return role

    return RoleShown.of(parts.store.write(access.scope, work).result)


def change_role(parts: ServerParts, access: Access, role_id: UUID, body: RoleBody, seen: Seen) -> RoleShown:
    """Its holders need a new token. Raises Unknown, Refused, UnusableRecord, Outdated, AlreadyThere."""
    check_own_role(access.rights, body.permissions)

    def work(shop: Repositories) -> CustomRole:
        known = shop.rights.role(role_id)
        seen.check(RoleShown.of(known))
        changed = CustomRole(role_id, body.name, body.permissions)
        shop.rights.put_role(changed)
        shop.staff.raise_epoch(*shop.rights.holders(role_id))
        before, after = {"permissions": known.permissions}, {"permissions": changed.permissions}
        note(shop, access, "role", role_id, before=before, after=after)
        return changed

    return RoleShown.of(parts.store.write(access.scope, work).result)


def remove_role(parts: ServerParts, access: Access, role_id: UUID, seen: Seen) -> None:
    """Raises Unknown, Refused (also while somebody holds it), Outdated."""

    def work(shop: Repositories) -> None:
        known = shop.rights.role(role_id)
        seen.check(RoleShown.of(known))
        shop.rights.remove_role(role_id)
        note(shop, access, "role", role_id, before={"permissions": known.permissions})

    parts.store.write(access.scope, work)


def list_grants(parts: ServerParts, access: Access, user_id: UUID) -> list[GrantShown]:
    """What somebody was granted. Raises Unknown, Refused."""
    with parts.store.reading(access.scope) as shop:
        seen_by(shop, access, user_id)
        return [GrantShown.of(grant) for grant in shop.rights.of_user(user_id)]


def grant(parts: ServerParts, access: Access, user_id: UUID, body: GrantBody) -> GrantShown:
    """Gives a role. Raises Unknown, Refused for what one lacks, UnusableRecord for what does not fit."""

    def work(shop: Repositories) -> Grant:
        shop.staff.get(user_id)
        given = Grant(shop.new_id(), user_id, **body.model_dump())
        _check_place_is_named(given)
        if given.not_after is not None and given.not_after <= shop.moment:
            raise UnusableRecord("This grant would end before it begins.")
        place = place_of(shop, given.scope, given.region_id, given.store_id)
        own_roles = roles_of(shop)
        if not isinstance(given.role, BuiltInRole) and given.role not in own_roles:
            raise Unknown("There is no such role.")
        check_may_hand_out(access.rights, given.role, own_roles, place)
        shop.rights.grant(given)
        shop.staff.raise_epoch(user_id)
        note(shop, access, "grant", given.id, after=GrantShown.of(given).model_dump(exclude={"reason"}))
        return given

    return GrantShown.of(parts.store.write(access.scope, work).result)


def take_back(parts: ServerParts, access: Access, user_id: UUID, grant_id: UUID) -> None:
    """Raises Unknown, Refused for what one could not have given, and for the last owner's."""

    def work(shop: Repositories) -> None:
        known = shop.rights.get(grant_id)
        if known.user_id != user_id:
            raise Unknown("There is no such grant.")
        place = place_of(shop, known.scope, known.region_id, known.store_id)
        check_may_hand_out(access.rights, known.role, roles_of(shop), place)
        note(shop, access, "grant", grant_id, before=GrantShown.of(known).model_dump(exclude={"reason"}))
        shop.rights.revoke(grant_id)
        shop.staff.raise_epoch(user_id)
        check_an_owner_is_left(shop)

    parts.store.write(access.scope, work)


def all_permissions() -> list[str]:
    return sorted(p.value for p in Permission)


def _check_place_is_named(given: Grant) -> None:
    is_exact = (given.scope is ScopeType.REGION) == (given.region_id is not None)
    if not is_exact or (given.scope is ScopeType.STORE) != (given.store_id is not None):
        raise UnusableRecord(
            "Name the region for the scope “region”, the store for the scope “store”, and nothing else."
        )
