"""One's own passkeys: add, look, remove."""

from __future__ import annotations

from uuid import UUID

from app.access.authorise import Access
from app.access.passkeys import BadPasskey, added, options_to_add
from app.store.unit_of_work import Repositories
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.sign_in.own import check_password
from sync.server.sign_in.passkey_door import site_of
from sync.server.sign_in.schemas import BeginFactor, NewPasskey, PasskeyOptions, PasskeyShown
from sync.server.trail import note

MOST = 10


def begin(parts: ServerParts, access: Access, body: BeginFactor) -> PasskeyOptions:
    """A challenge for a new passkey, for the password. Raises ApiError for a wrong one."""
    with parts.store.reading(access.scope) as shop:
        user, known = shop.staff.get(access.actor_id), shop.passkeys.of_user(access.actor_id)
    check_password(parts, user, body.password.get_secret_value())
    options = options_to_add(site_of(parts), parts.sealing, parts.clock.now(), user.id, user.email, known)
    return PasskeyOptions(options=options)


def add(parts: ServerParts, access: Access, body: NewPasskey) -> PasskeyShown:
    """From now on signing in needs a passkey, or a code. Raises ApiError, AlreadyThere."""
    try:
        passkey = added(
            site_of(parts), parts.sealing, parts.clock.now(), parts.store.new_id(), access.actor_id, body.name,
            body.credential,
        )  # fmt: skip
    except BadPasskey:
        raise ApiError(422, "bad_passkey", "This passkey could not be checked. Begin anew.") from None

    def work(shop: Repositories) -> None:
        if len(shop.passkeys.of_user(access.actor_id)) >= MOST:
            raise ApiError(409, "too_many_passkeys", f"There are {MOST} passkeys already. Remove one first.")
        shop.passkeys.add(passkey)
        note(shop, access, "user", access.actor_id, action="passkey:add", after={"passkey": passkey.id})

    parts.store.write(access.scope, work)
    return PasskeyShown.of(passkey)


def list_own(parts: ServerParts, access: Access) -> list[PasskeyShown]:
    """Oldest first."""
    with parts.store.reading(access.scope) as shop:
        return [PasskeyShown.of(passkey) for passkey in shop.passkeys.of_user(access.actor_id)]


def remove(parts: ServerParts, access: Access, passkey_id: UUID, body: BeginFactor) -> None:
    """Raises Unknown, and ApiError for a wrong password."""
    with parts.store.reading(access.scope) as shop:
        user = shop.staff.get(access.actor_id)
    check_password(parts, user, body.password.get_secret_value())

    def work(shop: Repositories) -> None:
        shop.passkeys.remove(user.id, passkey_id)
        note(shop, access, "user", user.id, action="passkey:remove", before={"passkey": passkey_id})

    parts.store.write(access.scope, work)
