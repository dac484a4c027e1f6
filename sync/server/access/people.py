"""What may be done with people, and by whom: only by those who could have given them all they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.access.authorise import Access
from app.access.granting import Place, check_may_manage
from app.domain.access import CustomRole, Grant, ScopeType, User, UserStatus
from app.domain.errors import Refused, Unknown
from app.domain.sign_in import LinkPurpose, Session
from app.services.erase_person import erase_person
from app.store.unit_of_work import Repositories
from sync.server.access.schemas import Invitation, Invited, Link, UserBody, UserShown
from sync.server.paging import Page, Window, page_of
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.sign_in.links import LINK_LIVES, add_link, link_address
from sync.server.trail import note
from sync.server.versions import Seen


def list_people(parts: ServerParts, access: Access, window: Window) -> Page[UserShown]:
    """Those who work within reach, and those who work nowhere yet, by address."""
    (after,) = window.key() or ("",)
    with parts.store.reading(access.scope) as shop:
        found = shop.staff.page(window.limit + 1, after, access.reach)
    return page_of(found, window, UserShown.of, lambda user: (user.email,))


def show_person(parts: ServerParts, access: Access, user_id: UUID) -> UserShown:
    """Raises Unknown, Refused."""
    with parts.store.reading(access.scope) as shop:
        return UserShown.of(seen_by(shop, access, user_id))


def invite(parts: ServerParts, access: Access, body: Invitation) -> Invited:
    """Somebody new, without any rights yet. Raises AlreadyThere for an address in use."""

    def work(shop: Repositories) -> Invited:
        user = User(shop.new_id(), body.email, body.display_name)
        shop.staff.add(user)
        secret = add_link(shop, access.scope, user.id, LinkPurpose.INVITATION, access.actor_id)
        note(shop, access, "user", user.id, after={"status": user.status})
        address = link_address(parts.settings.public_url, secret.written())
        return Invited(**UserShown.of(user).model_dump(), link=address)

    return parts.store.write(access.scope, work).result


def change_person(parts: ServerParts, access: Access, user_id: UUID, body: UserBody, seen: Seen) -> UserShown:
    """Raises Unknown, Refused, Outdated, AlreadyThere."""

    def change(shop: Repositories, user: User) -> User:
        seen.check(UserShown.of(user))
        changed = replace(user, email=body.email, display_name=body.display_name)
        shop.staff.save(changed)
        touched = {"email": user.email != body.email, "display_name": user.display_name != body.display_name}
        note(
            shop,
            access,
            "user",
            user_id,
            after={"changed": [name for name, is_new in touched.items() if is_new]},
        )
        return changed

    return _managed(parts, access, user_id, change)


def disable(parts: ServerParts, access: Access, user_id: UUID, seen: Seen) -> UserShown:
    """They are out at their next request. Raises Unknown, Refused (also for the last owner), Outdated."""

    def change(shop: Repositories, user: User) -> User:
        if user_id == access.actor_id:
            raise Refused("You cannot disable yourself.")
        seen.check(UserShown.of(user))
        changed = replace(user, status=UserStatus.DISABLED, epoch=user.epoch + 1)
        note(shop, access, "user", user_id, before={"status": user.status}, after={"status": changed.status})
        shop.staff.save(changed)
        shop.sessions.revoke_all(user_id, "the account was disabled")
        check_an_owner_is_left(shop)
        return changed

    return _managed(parts, access, user_id, change)


def enable(parts: ServerParts, access: Access, user_id: UUID, seen: Seen) -> UserShown:
    """Raises Unknown, Refused, Outdated. Who never chose a password is invited as before."""

    def change(shop: Repositories, user: User) -> User:
        seen.check(UserShown.of(user))
        status = UserStatus.ACTIVE if user.password_hash else UserStatus.INVITED
        changed = replace(user, status=status)
        shop.staff.save(changed)
        note(shop, access, "user", user_id, before={"status": user.status}, after={"status": status})
        return changed

    return _managed(parts, access, user_id, change)


def erase(parts: ServerParts, access: Access, user_id: UUID, seen: Seen) -> UserShown:
    """Raises Unknown, Refused (also for oneself and the last owner), Outdated."""

    def change(shop: Repositories, user: User) -> User:
        if user_id == access.actor_id:
            raise Refused("You cannot erase yourself.")
        seen.check(UserShown.of(user))
        erased = erase_person(shop, user_id)
        note(shop, access, "user", user_id, before={"status": user.status}, after={"status": erased.status})
        check_an_owner_is_left(shop)
        return erased

    return _managed(parts, access, user_id, change)


def make_link(parts: ServerParts, access: Access, user_id: UUID) -> Link:
    """A link for a new password, or a new invitation. The one who asks never learns the password."""

    def work(shop: Repositories) -> Link:
        user = managed_by(shop, access, user_id)
        if user.status is UserStatus.DISABLED:
            raise ApiError(409, "account_disabled", "This account is disabled. Enable it first.")
        is_new = user.status is UserStatus.INVITED
        purpose = LinkPurpose.INVITATION if is_new else LinkPurpose.PASSWORD_RESET
        secret = add_link(shop, access.scope, user_id, purpose, access.actor_id)
        note(shop, access, "user", user_id, after={"link": purpose}, action="staff:users:link")
        address = link_address(parts.settings.public_url, secret.written())
        return Link(link=address, expires_at=shop.moment + LINK_LIVES[purpose])

    return parts.store.write(access.scope, work).result


def list_sessions(parts: ServerParts, access: Access, user_id: UUID) -> tuple[Session, ...]:
    """Where somebody is signed in, newest first. Raises Unknown, Refused."""
    with parts.store.reading(access.scope) as shop:
        seen_by(shop, access, user_id)
        return shop.sessions.of_user(user_id)


def end_session(parts: ServerParts, access: Access, user_id: UUID, session_id: UUID) -> None:
    """Signs somebody out there. Raises Unknown, Refused."""

    def work(shop: Repositories) -> None:
        managed_by(shop, access, user_id)
        if shop.sessions.get(session_id).user_id != user_id:
            raise Unknown("There is no such session.")
        shop.sessions.revoke(session_id, "ended by a manager")
        note(shop, access, "session", session_id)

    parts.store.write(access.scope, work)


def reset_factor(parts: ServerParts, access: Access, user_id: UUID) -> None:
    """Takes lost second factors away, passkeys too, and signs the person out everywhere. Raises Unknown, Refused."""

    def work(shop: Repositories) -> None:
        managed_by(shop, access, user_id)
        had_passkeys = shop.passkeys.forget(user_id)
        if not had_passkeys or shop.second_factors.of_user(user_id) is not None:
            shop.second_factors.remove(user_id)
        shop.sessions.revoke_all(user_id, "the second factor was reset")
        note(shop, access, "user", user_id)

    parts.store.write(access.scope, work)


def seen_by(shop: Repositories, access: Access, user_id: UUID) -> User:
    """The person, when they work within reach, or nowhere yet. Raises Unknown, Refused."""
    user = shop.staff.get(user_id)
    places = [place for _, place in holding(shop, user_id)]
    if places and not any(place.is_within(access.reach) for place in places):
        raise Refused("This person does not work within your reach.")
    return user


def managed_by(shop: Repositories, access: Access, user_id: UUID) -> User:
    """The person, when the one who asks could have given them all their rights. Raises Unknown, Refused."""
    user = seen_by(shop, access, user_id)
    if user_id != access.actor_id:
        check_may_manage(access.rights, holding(shop, user_id), roles_of(shop))
    return user


def holding(shop: Repositories, user_id: UUID) -> list[tuple[Grant, Place]]:
    """What somebody was granted that still holds, and where."""
    return [
        (grant, place_of(shop, grant.scope, grant.region_id, grant.store_id))
        for grant in shop.rights.of_user(user_id)
        if grant.holds_at(shop.moment)
    ]


def place_of(shop: Repositories, scope: ScopeType, region_id: UUID | None, store_id: UUID | None) -> Place:
    """Raises Unknown when there is no such region or store."""
    if region_id is not None:
        shop.places.region(region_id)
    return Place(scope, region_id, shop.places.store(store_id) if store_id else None)


def roles_of(shop: Repositories) -> dict[UUID, CustomRole]:
    return {role.id: role for role in shop.rights.all_roles()}


def check_an_owner_is_left(shop: Repositories) -> None:
    """Raises Refused when nobody would own the company any more. Call it after the change and its audit record:
    that record's lock lets only one such change run at a time."""
    if not shop.rights.lasting_owners():
        raise Refused("This is the last owner. Make somebody else an owner first.")


def _managed(
    parts: ServerParts, access: Access, user_id: UUID, change: Callable[[Repositories, User], User]
) -> UserShown:
    def work(shop: Repositories) -> User:
        return change(shop, managed_by(shop, access, user_id))

    return UserShown.of(parts.store.write(access.scope, work).result)
