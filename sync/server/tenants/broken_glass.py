"""A platform admin's look at a company's data: with a reason, for an hour at most, in both trails, changing nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.access.authorise import Access, at_the_door, authorise_platform
from app.access.tokens import Holder, Home
from app.domain.errors import Unknown
from app.domain.sign_in import BreakGlass
from app.store.unit_of_work import Repositories
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.tenants.schemas import LookBody, LookOpened, LookShown
from sync.server.trail import note

_TOKEN_LIVES = timedelta(minutes=5)


def open_look(parts: ServerParts, access: Access, body: LookBody) -> LookOpened:
    """Opens a look and a first token for it. Raises Unknown when there is no such company."""
    with parts.store.reading_directory(authorise_platform(access.actor, access.permission)) as directory:
        directory.get(body.tenant_id)

    def work(shop: Repositories) -> BreakGlass:
        end = shop.moment + timedelta(minutes=body.minutes)
        look = BreakGlass(shop.new_id(), access.scope, access.actor_id, body.reason, shop.moment, end)
        shop.broken_glass.open(look)
        note(shop, access, "break_glass", look.id, after={"minutes": body.minutes, "reason": body.reason})
        return look

    look = parts.store.write(at_the_door(body.tenant_id), work).result
    _note_at_home(parts, access, look, {"tenant": body.tenant_id, "minutes": body.minutes})
    return _with_token(parts, access, body.tenant_id, look)


def renew_token(parts: ServerParts, access: Access, tenant_id: UUID, look_id: UUID) -> LookOpened:
    """Another token while the look is open. Raises Unknown, ApiError when it has ended."""
    with parts.store.reading(at_the_door(tenant_id)) as shop:
        look = _own_look(shop, access, look_id)
    if not look.holds_at(parts.clock.now()):
        raise ApiError(410, "look_ended", "This look has ended. Open another one, with its reason.")
    return _with_token(parts, access, tenant_id, look)


def close_look(parts: ServerParts, access: Access, tenant_id: UUID, look_id: UUID) -> None:
    """Ends the look now. Raises Unknown."""

    def work(shop: Repositories) -> BreakGlass:
        look = _own_look(shop, access, look_id)
        shop.broken_glass.close(look_id)
        note(shop, access, "break_glass", look_id, action="platform:break-glass:close")
        return look

    look = parts.store.write(at_the_door(tenant_id), work).result
    _note_at_home(parts, access, look, {"tenant": tenant_id, "closed": True})


def list_looks(parts: ServerParts, access: Access) -> list[LookShown]:
    """Who of the platform looked at this company's data, newest first."""
    with parts.store.reading(access.scope) as shop:
        return [LookShown.of(look) for look in shop.broken_glass.all()]


def _own_look(shop: Repositories, access: Access, look_id: UUID) -> BreakGlass:
    look = shop.broken_glass.get(look_id)
    if look.admin_user_id != access.actor_id:
        raise Unknown("There is no such look.")
    return look


def _with_token(parts: ServerParts, access: Access, tenant_id: UUID, look: BreakGlass) -> LookOpened:
    lives = min(_TOKEN_LIVES, look.not_after - parts.clock.now())
    with parts.store.reading(access.scope) as shop:
        epoch = shop.staff.get(access.actor_id).epoch
    home = Home(access.scope, access.session_id)
    token = parts.tokens.make(
        Holder.BREAK_GLASS, access.actor_id, tenant_id, look.id, epoch, lives, home=home
    )
    seconds = int(lives.total_seconds())
    return LookOpened(**LookShown.of(look).model_dump(), access_token=token, expires_in=seconds)


def _note_at_home(parts: ServerParts, access: Access, look: BreakGlass, facts: dict[str, object]) -> None:
    parts.store.write(access.scope, lambda shop: note(shop, access, "break_glass", look.id, after=facts))
