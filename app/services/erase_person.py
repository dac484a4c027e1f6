"""Forgets a member of staff: name, address and sign-ins go; what they did stays, told by an id that names nobody."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.domain.access import User, UserStatus
from app.store.unit_of_work import Repositories

ERASED_NAME = "Erased person"


def erase_person(shop: Repositories, user_id: UUID) -> User:
    """Inside a unit of work; raises Unknown. The trail keeps every record and its hashes."""
    user = shop.staff.get(user_id)
    for grant in shop.rights.of_user(user_id):
        shop.rights.revoke(grant.id)
    erased = replace(
        user,
        email=f"{user_id}@erased.invalid",
        display_name=ERASED_NAME,
        status=UserStatus.DISABLED,
        password_hash=None,
        epoch=user.epoch + 1,
    )
    shop.staff.save(erased)
    shop.sessions.forget(user_id)
    shop.links.forget(user_id)
    if shop.second_factors.of_user(user_id) is not None:
        shop.second_factors.remove(user_id)
    shop.passkeys.forget(user_id)
    shop.audit.forget_person(user_id)
    return erased
