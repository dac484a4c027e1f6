"""The only maker of scopes: without one of these calls no repository can be opened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.access.rights import Rights
from app.domain.access import Actor, Permission
from app.domain.errors import Refused, Unknown
from app.domain.reach import Reach
from app.domain.tenancy import PlatformScope, Store, TenantScope


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the audit trail."""

    address: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """A request that was let in: who asks, the tenant it may work on, and where in it the permission holds."""

    actor: Actor
    scope: TenantScope
    permission: Permission
    rights: Rights
    origin: Origin
    session_id: UUID

    @property
    def reach(self) -> Reach:
        return self.rights.reaches[self.permission]

    @property
    def actor_id(self) -> UUID:
        """The person or the mirror."""
        found = self.actor.user_id or self.actor.device_id
        assert found is not None, "every access has somebody behind it"
        return found

    def into(self, store: Store) -> Store:
        """The same store, when the permission holds there; raises Refused."""
        if not self.reach.covers(store):
            raise Refused("Your rights do not reach this store.")
        return store

    def into_region(self, region_id: UUID) -> UUID:
        """The same region, when the permission holds in all of it; raises Refused."""
        if not self.reach.covers_region(region_id):
            raise Refused("Your rights do not reach this region.")
        return region_id

    def everywhere(self) -> None:
        """Raises Refused unless the permission holds in the whole tenant."""
        if not self.reach.whole_tenant:
            raise Refused("This needs rights over the whole company, not over some stores only.")


def admit(actor: Actor, needed: Permission, rights: Rights, origin: Origin, session_id: UUID) -> Access:
    """Lets a request in. Raises Refused when the actor lacks the permission."""
    return Access(actor, authorise(actor, needed), needed, rights, origin, session_id)


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


def at_the_door(tenant_id: UUID) -> TenantScope:
    """For the server's own doors (sign-in, the check of a token, enrolment): to see who knocks, before they are let in.

    What is read with it never leaves the server unless the one who knocks proves to be that person or mirror.
    """
    return TenantScope(tenant_id)


def at_the_front_door() -> PlatformScope:
    """For the same doors: to find a tenant by its name, and to make the first one."""
    return PlatformScope(UUID(int=0))
