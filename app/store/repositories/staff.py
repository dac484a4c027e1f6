"""People, the roles a tenant made for itself, and who was granted what."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Row, delete, select

from app.domain.access import BuiltInRole, CustomRole, Grant, User
from app.domain.events import Kind
from app.store.repositories.base import Repository, after
from app.store.tables import custom_roles, grants, role_permissions, users


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

    def page(self, limit: int, after_email: str = "") -> tuple[User, ...]:
        """At most `limit` users in the order of their addresses, from behind `after_email`."""
        query = self._select(users).where(after([users.c.email], [after_email]))
        return self._all(User, query.order_by(users.c.email).limit(limit))


class Rights(Repository):
    """Custom roles and grants."""

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
