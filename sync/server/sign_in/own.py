"""What somebody signed in does with their own account: look, change the password, add a second factor, sign out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from app.access.authorise import Access
from app.access.passwords import check_choice
from app.access.second_factor import accepted_step, address_for_app, secret_of
from app.domain.access import User
from app.domain.errors import Unknown
from app.domain.reach import Reach
from app.domain.sign_in import SecondFactor
from app.store.unit_of_work import Repositories
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.sign_in.doors import tokens_for
from sync.server.sign_in.schemas import (
    BeginFactor,
    ChangePassword,
    Me,
    NewFactor,
    ReachShown,
    RemoveFactor,
    Signed,
    TokenPair,
)
from sync.server.trail import note

T = TypeVar("T")


def show_me(parts: ServerParts, access: Access) -> Me:
    """The person behind the token."""
    with parts.store.reading(access.scope) as shop:
        user, company = _me(shop, access), shop.company.get()
        factor, passkeys = shop.second_factors.of_user(user.id), shop.passkeys.of_user(user.id)
    return Me(
        id=user.id,
        tenant_id=company.id,
        tenant=company.slug,
        email=user.email,
        display_name=user.display_name,
        has_second_factor=bool(passkeys) or (factor is not None and factor.confirmed_at is not None),
        permissions={p.value: _shown(reach) for p, reach in sorted(access.rights.reaches.items())},
    )


def change_password(parts: ServerParts, access: Access, body: ChangePassword) -> TokenPair:
    """New tokens for this session; all other sign-ins end."""
    with parts.store.reading(access.scope) as shop:
        user, company = _me(shop, access), shop.company.get()
    check_password(parts, user, body.current.get_secret_value())
    check_choice(body.new.get_secret_value(), user.email, user.display_name, company.name)
    password_hash = parts.passwords.hash(body.new.get_secret_value())

    def work(shop: Repositories) -> TokenPair:
        fresh = shop.staff.get(user.id)
        changed = replace(fresh, password_hash=password_hash, epoch=fresh.epoch + 1)
        shop.staff.save(changed)
        for session in shop.sessions.of_user(user.id):
            if session.id != access.session_id:
                shop.sessions.revoke(session.id, "the password was changed")
        note(shop, access, "user", user.id, action="password:change")
        return tokens_for(parts, access.scope, changed, shop.sessions.get(access.session_id))

    return parts.store.write(access.scope, work).result


def list_sessions(parts: ServerParts, access: Access) -> list[Signed]:
    """One's own sign-ins, newest first."""
    with parts.store.reading(access.scope) as shop:
        found = shop.sessions.of_user(access.actor_id)
    return [Signed.of(session, access.session_id) for session in found]


def end_session(parts: ServerParts, access: Access, session_id: UUID) -> None:
    """Ends one of one's own sign-ins."""

    def work(shop: Repositories) -> None:
        if shop.sessions.get(session_id).user_id != access.actor_id:
            raise Unknown("There is no such session.")
        shop.sessions.revoke(session_id, "signed out")
        note(shop, access, "session", session_id, action="session:end")

    parts.store.write(access.scope, work)


def begin_factor(parts: ServerParts, access: Access, body: BeginFactor) -> NewFactor:
    """A new secret for the authenticator app; it counts once it is confirmed. Raises ApiError for a wrong password."""
    with parts.store.reading(access.scope) as shop:
        user = _me(shop, access)
    check_password(parts, user, body.password.get_secret_value())

    def work(shop: Repositories) -> SecondFactor:
        known = shop.second_factors.of_user(access.actor_id)
        if known is not None and known.confirmed_at is not None:
            raise ApiError(409, "has_second_factor", "There is a second factor already. Remove it first.")
        factor = SecondFactor(access.actor_id, parts.store.new_id())
        shop.second_factors.put(factor)
        return factor

    factor = parts.store.write(access.scope, work).result
    return NewFactor(
        secret=secret_of(factor, parts.sealing), address=address_for_app(factor, parts.sealing, user.email)
    )


def confirm_factor(parts: ServerParts, access: Access, code: str) -> None:
    """From now on signing in needs a code. Raises ApiError for a wrong one."""

    def work(shop: Repositories) -> bool:
        factor = _factor(shop, access)
        step = accepted_step(factor, parts.sealing, code, shop.moment)
        if step is None:
            return False
        shop.second_factors.put(
            replace(factor, confirmed_at=factor.confirmed_at or shop.moment, last_step=step)
        )
        note(shop, access, "user", access.actor_id, action="mfa:confirm")
        return True

    _tried(parts, access, lambda: parts.store.write(access.scope, work).result)


def remove_factor(parts: ServerParts, access: Access, body: RemoveFactor) -> None:
    """Gives the second factor up, for the password and a code. Raises ApiError when either is wrong."""
    with parts.store.reading(access.scope) as shop:
        user, factor = _me(shop, access), _factor(shop, access)
    check_password(parts, user, body.password.get_secret_value())

    def work(shop: Repositories) -> bool:
        if accepted_step(factor, parts.sealing, body.code, shop.moment) is None:
            return False
        shop.second_factors.remove(user.id)
        note(shop, access, "user", user.id, action="mfa:remove")
        return True

    _tried(parts, access, lambda: parts.store.write(access.scope, work).result)


def _tried(parts: ServerParts, access: Access, attempt: Callable[[], bool]) -> None:
    """Counts wrong codes of one person as wrong passwords are counted."""
    rule, who = parts.settings.sign_in_per_account, ("code", str(access.actor_id))
    parts.door.check(rule, *who)
    if not attempt():
        parts.door.count(rule, *who)
        raise ApiError(403, "wrong_code", "The code is not right, or was used before.")


def check_password(parts: ServerParts, user: User, password: str) -> None:
    """That it is really this person, who is signed in already. Raises ApiError."""
    rule, who = parts.settings.sign_in_per_account, ("password", str(user.id))
    parts.door.check(rule, *who)
    if not parts.passwords.is_right(password, user.password_hash):
        parts.door.count(rule, *who)
        raise ApiError(403, "wrong_password", "The password is not right.")


def _me(shop: Repositories, access: Access) -> User:
    return shop.staff.get(access.actor_id)


def _factor(shop: Repositories, access: Access) -> SecondFactor:
    factor = shop.second_factors.of_user(access.actor_id)
    if factor is None:
        raise Unknown("There is no second factor.")
    return factor


def _shown(reach: Reach) -> ReachShown:
    return ReachShown(
        whole_company=reach.whole_tenant, regions=sorted(reach.regions), stores=sorted(reach.stores)
    )
