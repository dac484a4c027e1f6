"""The only maker of scopes: without one of these calls no repository can be opened."""

from __future__ import annotations

from uuid import UUID

from app.domain.access import Actor, Permission
from app.domain.errors import Refused, Unknown
from app.domain.tenancy import PlatformScope, TenantScope


def authorise(actor: Actor, needed: Permission, tenant_id: UUID | None = None) -> TenantScope:
    """The right to work on the actor's tenant.

    Raises Unknown for a foreign tenant, the same answer as for one that does not exist,
    and Refused when the actor lacks the permission at home.
    """
    if tenant_id is not None and tenant_id != actor.tenant_id:
        raise Unknown("There is no such tenant.")
    if needed not in actor.permissions:
        raise Refused(f"This needs the permission {needed.value}.")
    return TenantScope(actor.tenant_id)


def authorise_platform(actor: Actor, needed: Permission) -> PlatformScope:
    """The right to make and list tenants; raises Refused."""
    if needed not in actor.permissions:
        raise Refused(f"This needs the permission {needed.value}.")
    return PlatformScope(actor.tenant_id)
