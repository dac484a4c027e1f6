"""Passkeys of one tenant's people."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, update

from app.domain.events import Kind
from app.domain.sign_in import Passkey
from app.store.repositories.base import Repository
from app.store.tables import passkeys


class Passkeys(Repository):
    """Any number a person."""

    def add(self, passkey: Passkey) -> None:
        """Raises AlreadyThere (at the end of the transaction) for a credential that is known."""
        self._add(passkeys, passkey)
        self._journal.note(Kind.USER, passkey.user_id)

    def of_user(self, user_id: UUID) -> tuple[Passkey, ...]:
        """Oldest first."""
        return self._all(Passkey, self._select(passkeys, user_id=user_id).order_by(passkeys.c.id))

    def note_use(self, passkey: Passkey) -> None:
        """Keeps its counter and when it was used."""
        mine = self._mine(passkeys, id=passkey.id)
        values = {"sign_count": passkey.sign_count, "used_at": passkey.used_at}
        self._expect(self._connection.execute(update(passkeys).where(mine).values(values)).rowcount, passkeys)
        self._journal.note(Kind.USER, passkey.user_id)

    def remove(self, user_id: UUID, passkey_id: UUID) -> None:
        """Unknown when this person has none of this id."""
        self._remove(passkeys, user_id=user_id, id=passkey_id)
        self._journal.note(Kind.USER, user_id)

    def forget(self, user_id: UUID) -> bool:
        """Forgets all of a person; whether there was any."""
        gone = self._connection.execute(
            delete(passkeys).where(self._mine(passkeys, user_id=user_id))
        ).rowcount
        if gone:
            self._journal.note(Kind.USER, user_id)
        return gone > 0
