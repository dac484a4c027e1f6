"""People, roles and grants as they travel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from app.domain.access import BuiltInRole, CustomRole, Grant, Permission, ScopeType, User, UserStatus
from app.domain.roles import ROLE_PERMISSIONS
from sync.server.bodies import Body, Email, Line

PermissionName = Annotated[str, StringConstraints(max_length=100)]


class Invitation(Body):
    """Somebody new. They get their rights as grants, and choose their password with the link."""

    email: Email = Field(examples=["kim@example.com"])
    display_name: Line = Field(examples=["Kim Sand"])


class UserBody(Body):
    """What may be changed of somebody by others. Passwords and rights are not among it."""

    email: Email = Field(examples=["kim@example.com"])
    display_name: Line = Field(examples=["Kim Sand"])


class UserShown(BaseModel):
    """A member of staff."""

    id: UUID
    email: str
    display_name: str
    status: UserStatus

    @classmethod
    def of(cls, user: User) -> UserShown:
        return cls(id=user.id, email=user.email, display_name=user.display_name, status=user.status)


class Invited(UserShown):
    """Somebody new, with the link to hand to them. It is shown this once."""

    link: str = Field(examples=["https://mirror.example.com/welcome#vl1.…"])


class Link(BaseModel):
    """A one-time link to hand to somebody. It is shown this once."""

    link: str = Field(examples=["https://mirror.example.com/welcome#vl1.…"])
    expires_at: datetime


class GrantBody(Body):
    """A role for somebody, somewhere, perhaps until a moment."""

    role: BuiltInRole | UUID = Field(
        description="A built-in role, or the id of one of the company's own.", examples=["sales_staff"]
    )
    scope: ScopeType = Field(examples=["tenant"])
    region_id: UUID | None = Field(default=None, description="For the scope `region` only.")
    store_id: UUID | None = Field(default=None, description="For the scope `store` only.")
    not_after: AwareDatetime | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class GrantShown(BaseModel):
    """A grant."""

    id: UUID
    user_id: UUID
    role: BuiltInRole | UUID
    scope: ScopeType
    region_id: UUID | None
    store_id: UUID | None
    not_after: datetime | None
    reason: str

    @classmethod
    def of(cls, grant: Grant) -> GrantShown:
        return cls(
            id=grant.id,
            user_id=grant.user_id,
            role=grant.role,
            scope=grant.scope,
            region_id=grant.region_id,
            store_id=grant.store_id,
            not_after=grant.not_after,
            reason=grant.reason,
        )


class RoleBody(Body):
    """A role of the company's own."""

    name: Annotated[Line, StringConstraints(max_length=100)] = Field(examples=["Weekend help"])
    permissions: Annotated[frozenset[PermissionName], Field(max_length=len(Permission))] = Field(
        examples=[["catalog:frames:read", "tryon:use"]]
    )


class RoleShown(BaseModel):
    """A role: built in, named by its word, or the company's own, named by its id."""

    id: BuiltInRole | UUID
    name: str
    is_built_in: bool
    permissions: list[str]

    @classmethod
    def of(cls, role: CustomRole) -> RoleShown:
        return cls(id=role.id, name=role.name, is_built_in=False, permissions=sorted(role.permissions))

    @classmethod
    def built_in(cls, role: BuiltInRole) -> RoleShown:
        held = sorted(p.value for p in ROLE_PERMISSIONS[role])
        return cls(id=role, name=role.value.replace("_", " "), is_built_in=True, permissions=held)


class RoleList(BaseModel):
    """All roles: the built-in ones, then the company's own by name."""

    items: list[RoleShown]


class PermissionList(BaseModel):
    """Every permission there is."""

    items: list[str]
