"""One-time links: the first owner's, invitations, and new passwords."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.access.authorise import Origin, at_the_door, at_the_front_door
from app.access.passwords import check_choice
from app.access.renewal import LinkSecret, new_link_secret, read_link
from app.domain.access import BuiltInRole, Grant, ScopeType, User, UserStatus
from app.domain.audit import AuditResult
from app.domain.errors import Unknown
from app.domain.sign_in import LinkPurpose, OneTimeLink
from app.domain.tenancy import Tenant
from app.ports import SecretStore
from app.store.unit_of_work import Repositories, ShopStore
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.sign_in.schemas import FirstOwner, UseLink
from sync.server.trail import note_door

LINK_LIVES = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.PASSWORD_RESET: timedelta(hours=1)}
FIRST_OWNER = "server/first-owner"


def first_owner_link(store: ShopStore, secret_store: SecretStore, public_url: str) -> str | None:
    """The link that makes the first owner, new at every call; None once there is a company on this server."""
    if _has_tenants(store):
        return None
    secret = secrets.token_urlsafe(32)
    secret_store.put(FIRST_OWNER, hashlib.sha256(secret.encode()).hexdigest())
    return link_address(public_url, secret)


def link_address(public_url: str, secret: str) -> str:
    """Behind # nothing is sent to a server or kept in its logs."""
    return f"{public_url.rstrip('/')}/welcome#{secret}"


def make_first_owner(parts: ServerParts, body: FirstOwner, origin: Origin) -> UUID:
    """The new company's id; its owner also runs the platform. Raises ApiError when the link was used."""
    kept = parts.secrets.get(FIRST_OWNER)
    given = hashlib.sha256(body.secret.get_secret_value().encode()).hexdigest()
    if kept is None or not hmac.compare_digest(kept, given):
        raise _used_up()
    check_choice(body.password.get_secret_value(), body.email, body.display_name, body.company, body.tenant)
    password_hash = parts.passwords.hash(body.password.get_secret_value())
    tenant = Tenant(parts.store.new_id(), body.tenant, body.company, body.currency, body.language)
    owner = User(parts.store.new_id(), body.email, body.display_name, UserStatus.ACTIVE, password_hash)
    parts.store.write(at_the_door(tenant.id), lambda shop: _begin(parts.store, shop, tenant, owner, origin))
    parts.secrets.delete(FIRST_OWNER)
    return tenant.id


def add_link(
    shop: Repositories, tenant_id: UUID, user_id: UUID, purpose: LinkPurpose, by: UUID | None
) -> LinkSecret:
    """A new link for this person; older ones for the same purpose stop working."""
    secret = new_link_secret(tenant_id, shop.new_id())
    end = shop.moment + LINK_LIVES[purpose]
    shop.links.add(OneTimeLink(secret.link_id, user_id, purpose, secret.hash, shop.moment, end, by))
    return secret


def use_link(parts: ServerParts, body: UseLink, origin: Origin) -> None:
    """Sets the password of the person the link was made for; their other sign-ins end. Raises ApiError."""
    secret = read_link(body.secret.get_secret_value())
    if secret is None:
        raise _used_up()
    scope = at_the_door(secret.tenant_id)
    with parts.store.reading(scope) as shop:
        link = _open_link(shop, secret)
        user, company = shop.staff.get(link.user_id), shop.company.get()
    name = body.display_name or user.display_name
    check_choice(body.password.get_secret_value(), user.email, name, company.name)
    password_hash = parts.passwords.hash(body.password.get_secret_value())

    def work(shop: Repositories) -> None:
        _open_link(shop, secret)
        if not shop.links.use(secret.link_id):
            raise _used_up()
        fresh = shop.staff.get(user.id)
        status = UserStatus.ACTIVE if fresh.status is UserStatus.INVITED else fresh.status
        changed = replace(fresh, display_name=name, status=status, password_hash=password_hash)
        shop.staff.save(replace(changed, epoch=fresh.epoch + 1))
        shop.sessions.revoke_all(user.id, "the password was set anew")
        note_door(shop, f"link:{link.purpose.value}", user.id, AuditResult.COMPLETED, origin)

    parts.store.write(scope, work)


def _open_link(shop: Repositories, secret: LinkSecret) -> OneTimeLink:
    try:
        link = shop.links.get(secret.link_id)
    except Unknown:
        raise _used_up() from None
    disabled = shop.staff.get(link.user_id).status is UserStatus.DISABLED
    if disabled or not link.opens_at(shop.moment) or not hmac.compare_digest(link.secret_hash, secret.hash):
        raise _used_up()
    return link


def _has_tenants(store: ShopStore) -> bool:
    with store.reading_directory(at_the_front_door()) as directory:
        return bool(directory.page(1))


def _begin(store: ShopStore, shop: Repositories, tenant: Tenant, owner: User, origin: Origin) -> None:
    """Company and owner together, or neither: of two who hold the link, one begins."""
    directory = shop.directory(at_the_front_door())
    directory.wait_for_turn()
    if _has_tenants(store):  # asked outside: this transaction sees the company that it makes, and no other
        raise _used_up()
    directory.add(tenant)
    shop.staff.add(owner)
    for role, scope in (
        (BuiltInRole.TENANT_OWNER, ScopeType.TENANT),
        (BuiltInRole.PLATFORM_ADMIN, ScopeType.PLATFORM),
    ):
        shop.rights.grant(Grant(shop.new_id(), owner.id, role, scope, reason="first owner of this server"))
    note_door(shop, "link:first-owner", owner.id, AuditResult.COMPLETED, origin)


def _used_up() -> ApiError:
    return ApiError(
        410,
        "link_used_up",
        "This link does not work: it was used, is too old, or was replaced by a newer one.",
    )
