"""What a company may do with its own record, and the platform with the list of companies."""

from __future__ import annotations

from uuid import UUID

from app.access.authorise import Access, at_the_door, authorise_platform
from app.domain.access import BuiltInRole, Grant, ScopeType, User
from app.domain.errors import Refused
from app.domain.sign_in import LinkPurpose
from app.domain.tenancy import Tenant, TenantStatus
from app.store.repositories.directory import TenantDirectory
from app.store.unit_of_work import Repositories
from sync.server.paging import Page, Window, page_of
from sync.server.parts import ServerParts
from sync.server.sign_in.links import add_link, link_address
from sync.server.tenants.schemas import CompanyBody, TenantBody, TenantMade, TenantShown
from sync.server.trail import note
from sync.server.versions import Seen


def show_company(parts: ServerParts, access: Access) -> TenantShown:
    """The company of the token."""
    with parts.store.reading(access.scope) as shop:
        return TenantShown.of(shop.company.get())


def change_company(parts: ServerParts, access: Access, body: CompanyBody, seen: Seen) -> TenantShown:
    """Raises Refused without rights over the whole company, Outdated."""
    access.everywhere()

    def work(shop: Repositories) -> TenantShown:
        before = TenantShown.of(shop.company.get())
        seen.check(before)
        shop.company.save(body.name, body.currency, body.language)
        after = TenantShown.of(shop.company.get())
        note(shop, access, "tenant", access.scope, before=before.model_dump(), after=after.model_dump())
        return after

    return parts.store.write(access.scope, work).result


def list_tenants(parts: ServerParts, access: Access, window: Window) -> Page[TenantShown]:
    """All companies of this installation, by slug."""
    (after,) = window.key() or ("",)
    with parts.store.reading_directory(authorise_platform(access.actor, access.permission)) as directory:
        found = directory.page(window.limit + 1, after)
    return page_of(found, window, TenantShown.of, lambda tenant: (tenant.slug,))


def show_tenant(parts: ServerParts, access: Access, tenant_id: UUID) -> TenantShown:
    """Raises Unknown."""
    with parts.store.reading_directory(authorise_platform(access.actor, access.permission)) as directory:
        return TenantShown.of(directory.get(tenant_id))


def add_tenant(parts: ServerParts, access: Access, body: TenantBody) -> TenantMade:
    """A new company with an invited owner. Raises AlreadyThere for a slug in use."""
    tenant = Tenant(parts.store.new_id(), body.slug, body.name, body.currency, body.language)
    platform = authorise_platform(access.actor, access.permission)

    def begin(shop: Repositories) -> str:
        shop.directory(platform).add(tenant)
        owner = User(shop.new_id(), body.owner_email, body.owner_name)
        shop.staff.add(owner)
        shop.rights.grant(Grant(shop.new_id(), owner.id, BuiltInRole.TENANT_OWNER, ScopeType.TENANT))
        note(shop, access, "tenant", tenant.id, after={"slug": tenant.slug, "owner": owner.id})
        return add_link(shop, tenant.id, owner.id, LinkPurpose.INVITATION, access.actor_id).written()

    secret = parts.store.write(at_the_door(tenant.id), begin).result
    _note_at_home(parts, access, tenant.id, {"slug": tenant.slug})
    address = link_address(parts.settings.public_url, secret)
    return TenantMade(**TenantShown.of(tenant).model_dump(), owner_link=address)


def set_status(
    parts: ServerParts, access: Access, tenant_id: UUID, status: TenantStatus, seen: Seen
) -> TenantShown:
    """Shuts a company out, or lets it in again. Raises Unknown, Outdated, and Refused for one's own."""
    if tenant_id == access.scope:
        raise Refused("You cannot suspend the company you belong to.")

    def work(directory: TenantDirectory) -> Tenant:
        seen.check(TenantShown.of(directory.get(tenant_id)))
        directory.set_status(tenant_id, status)
        return directory.get(tenant_id)

    changed = parts.store.write_directory(authorise_platform(access.actor, access.permission), work).result
    parts.store.write(
        at_the_door(tenant_id), lambda shop: note(shop, access, "tenant", tenant_id, after={"status": status})
    )
    _note_at_home(parts, access, tenant_id, {"status": status})
    return TenantShown.of(changed)


def _note_at_home(parts: ServerParts, access: Access, tenant_id: UUID, facts: dict[str, object]) -> None:
    parts.store.write(access.scope, lambda shop: note(shop, access, "tenant", tenant_id, after=facts))
