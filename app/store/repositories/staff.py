"""People, the roles a tenant made for itself, and who was granted what."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, exists, select, update

from app.domain.access import BuiltInRole, CustomRole, Grant, ScopeType, User, UserStatus
from app.domain.errors import Refused, Unknown
from app.domain.events import Kind
from app.domain.reach import WHOLE_TENANT, Reach
from app.store.repositories.base import Repository, after
from app.store.tables import custom_roles, grants, role_permissions, stores, users


class Staff(Repository):
    """Users by id, address or page."""

    def add(self, user: User) -> None:
        moment = self._journal.moment
        self._add(users, user, created_at=moment, updated_at=moment)
        self._journal.note(Kind.USER, user.id)

    def save(self, user: User) -> None:
        self._save(users, user, updated_at=self._journal.moment)
        self._journal.note(Kind.USER, user.id)

    def get(self, user_id: UUID) -> User:
        return self._first(User, users, id=user_id)

    def by_email(self, email: str) -> User:
        return self._first(User, users, email=email.lower())

    def raise_epoch(self, *user_ids: UUID) -> None:
        """Ends the tokens these people hold: their rights have changed."""
        mine = self._mine(users) & users.c.id.in_(user_ids)
        values = {"epoch": users.c.epoch + 1, "updated_at": self._journal.moment}
        self._connection.execute(update(users).where(mine).values(values))
        self._journal.note(Kind.USER, *user_ids)

    def page(self, limit: int, after_email: str = "", reach: Reach = WHOLE_TENANT) -> tuple[User, ...]:
        """At most `limit` users in the order of their addresses, from behind `after_email`.

        Within a smaller reach: those who work there, and those who work nowhere yet.
        """
        query = self._select(users).where(after([users.c.email], [after_email]))
        if not reach.whole_tenant:
            theirs = self._mine(grants) & (grants.c.user_id == users.c.id)
            query = query.where(~exists().where(theirs) | exists().where(theirs & self._within(reach)))
        return self._all(User, query.order_by(users.c.email).limit(limit))

    def _within(self, reach: Reach) -> ColumnElement[bool]:
        there = self._mine(stores) & (stores.c.id.in_(reach.stores) | stores.c.region_id.in_(reach.regions))
        return grants.c.region_id.in_(reach.regions) | grants.c.store_id.in_(select(stores.c.id).where(there))


class Rights(Repository):
    """Custom roles and grants."""

    def role(self, role_id: UUID) -> CustomRole:
        row = self._connection.execute(self._select(custom_roles, id=role_id)).first()
        if row is None:
            raise Unknown("There is no such role.")
        held = self._connection.execute(self._select(role_permissions, role_id=role_id))
        return CustomRole(row.id, row.name, frozenset(one.permission for one in held))

    def remove_role(self, role_id: UUID) -> None:
        """Raises Unknown when there is none, and Refused while somebody holds it."""
        if self.holders(role_id):
            raise Refused("Somebody holds this role. Take it back from them first.")
        self._connection.execute(
            delete(role_permissions).where(self._mine(role_permissions, role_id=role_id))
        )
        self._remove(custom_roles, id=role_id)
        self._journal.note(Kind.ROLE, role_id)

    def holders(self, role_id: UUID) -> tuple[UUID, ...]:
        """Who was granted this role of the tenant's own."""
        query = select(grants.c.user_id).where(self._mine(grants, custom_role_id=role_id)).distinct()
        return tuple(self._connection.execute(query).scalars())

    def get(self, grant_id: UUID) -> Grant:
        row = self._connection.execute(self._select(grants, id=grant_id)).first()
        if row is None:
            raise Unknown("There is no such grant.")
        return _grant(row)

    def lasting_owners(self) -> tuple[UUID, ...]:
        """Active people who own the tenant without an end."""
        lasting = self._mine(grants, built_in_role=BuiltInRole.TENANT_OWNER, scope=ScopeType.TENANT)
        active = (users.c.tenant_id == grants.c.tenant_id) & (users.c.id == grants.c.user_id)
        query = (
            select(grants.c.user_id)
            .join_from(grants, users, active)
            .where(lasting, grants.c.not_after.is_(None), users.c.status == UserStatus.ACTIVE)
        )
        return tuple(self._connection.execute(query.distinct()).scalars())

    def has_platform_admins(self) -> bool:
        """Whether anybody of this tenant may still run the platform."""
        theirs = self._mine(grants, scope=ScopeType.PLATFORM)
        lasting = grants.c.not_after.is_(None) | (grants.c.not_after > self._journal.moment)
        return (
            self._connection.execute(select(grants.c.id).where(theirs, lasting).limit(1)).first() is not None
        )

    def put_role(self, role: CustomRole) -> None:
        """Makes the role, or replaces its name and permissions."""
        row = {"id": role.id, "name": role.name, "updated_at": self._journal.moment}
        self._put(custom_roles, [row])
        self._connection.execute(
            delete(role_permissions).where(self._mine(role_permissions, role_id=role.id))
        )
        permissions = [{"role_id": role.id, "permission": name} for name in sorted(role.permissions)]
        self._put(role_permissions, permissions)
        self._journal.note(Kind.ROLE, role.id)

    def all_roles(self) -> tuple[CustomRole, ...]:
        found = self._connection.execute(self._select(role_permissions))
        permissions: dict[UUID, set[str]] = {}
        for row in found:
            permissions.setdefault(row.role_id, set()).add(row.permission)
        roles = self._connection.execute(self._select(custom_roles).order_by(custom_roles.c.name))
        return tuple(CustomRole(r.id, r.name, frozenset(permissions.get(r.id, ()))) for r in roles)

    def grant(self, grant: Grant) -> None:
        built_in = isinstance(grant.role, BuiltInRole)
        self._add(
            grants,
            grant,
            built_in_role=grant.role if built_in else None,
            custom_role_id=None if built_in else grant.role,
            created_at=self._journal.moment,
        )
        self._journal.note(Kind.GRANT, grant.id)
        self._journal.note(Kind.USER, grant.user_id)

    def revoke(self, grant_id: UUID) -> None:
        self._remove(grants, id=grant_id)
        self._journal.note(Kind.GRANT, grant_id)

    def of_user(self, user_id: UUID) -> tuple[Grant, ...]:
        rows = self._connection.execute(
            select(grants).where(self._mine(grants, user_id=user_id)).order_by(grants.c.id)
        )
        return tuple(_grant(row) for row in rows)


def _grant(row: Row[tuple[object, ...]]) -> Grant:
    return Grant(
        id=row.id,
        user_id=row.user_id,
        role=row.built_in_role or row.custom_role_id,
        scope=row.scope,
        region_id=row.region_id,
        store_id=row.store_id,
        not_after=row.not_after,
        reason=row.reason,
    )
