"""Sessions, one-time links and second factors of one tenant's people, and who looked in from outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from app.domain.events import Kind
from app.domain.sign_in import BreakGlass, KeptAnswer, OneTimeLink, SecondFactor, Session
from app.store.repositories.base import Repository, columns_of, read_as
from app.store.tables import (
    break_glass,
    kept_answers,
    one_time_links,
    second_factors,
    sessions,
)


class Sessions(Repository):
    """Sign-ins, by id or by person."""

    def open(self, session: Session) -> None:
        self._add(sessions, session)
        self._journal.note(Kind.SESSION, session.id)

    def get(self, session_id: UUID) -> Session:
        return self._first(Session, sessions, id=session_id)

    def of_user(self, user_id: UUID) -> tuple[Session, ...]:
        """Newest first, ended ones too."""
        return self._all(Session, self._select(sessions, user_id=user_id).order_by(sessions.c.id.desc()))

    def rotate(self, session_id: UUID, generation: int) -> bool:
        """Makes `generation + 1` the newest refresh token; False when it was not the newest any more."""
        done = self._connection.execute(
            update(sessions)
            .where(self._mine(sessions, id=session_id, generation=generation))
            .values(generation=generation + 1, rotated_at=self._journal.moment)
        )
        self._journal.note(Kind.SESSION, *([session_id] if done.rowcount else []))
        return done.rowcount == 1

    def revoke(self, session_id: UUID, because: str) -> None:
        """Ends the session; ended before, it stays as it was. Unknown when this tenant has none."""
        self.get(session_id)
        self._end(because, id=session_id)
        self._journal.note(Kind.SESSION, session_id)

    def revoke_all(self, user_id: UUID, because: str) -> None:
        """Ends every session of a person."""
        self._end(because, user_id=user_id)
        self._journal.note(Kind.USER, user_id)

    def forget(self, user_id: UUID) -> None:
        """Forgets where a person was signed in, from which address and program."""
        self._connection.execute(delete(sessions).where(self._mine(sessions, user_id=user_id)))
        self._journal.note(Kind.USER, user_id)

    def _end(self, because: str, **equal: object) -> None:
        open_ones = self._mine(sessions, **equal) & sessions.c.revoked_at.is_(None)
        values = {"revoked_at": self._journal.moment, "revoked_because": because}
        self._connection.execute(update(sessions).where(open_ones).values(values))


class Links(Repository):
    """One-time links."""

    def add(self, link: OneTimeLink) -> None:
        """Older links of this person for the same purpose stop working."""
        older = self._mine(one_time_links, user_id=link.user_id, purpose=link.purpose)
        self._connection.execute(delete(one_time_links).where(older & one_time_links.c.used_at.is_(None)))
        self._add(one_time_links, link)
        self._journal.note(Kind.LINK, link.id)

    def get(self, link_id: UUID) -> OneTimeLink:
        return self._first(OneTimeLink, one_time_links, id=link_id)

    def use(self, link_id: UUID) -> bool:
        """Uses the link up; False when it was used before, or is not there."""
        fresh = self._mine(one_time_links, id=link_id) & one_time_links.c.used_at.is_(None)
        done = self._connection.execute(
            update(one_time_links).where(fresh).values(used_at=self._journal.moment)
        )
        self._journal.note(Kind.LINK, *([link_id] if done.rowcount else []))
        return done.rowcount == 1

    def forget(self, user_id: UUID) -> None:
        """Forgets all links of a person, used ones too."""
        self._connection.execute(delete(one_time_links).where(self._mine(one_time_links, user_id=user_id)))
        self._journal.note(Kind.USER, user_id)


class SecondFactors(Repository):
    """One a person at most."""

    def put(self, factor: SecondFactor) -> None:
        """Begins anew, or notes that it was confirmed or used."""
        self._put(second_factors, [columns_of(second_factors, factor)])
        self._journal.note(Kind.USER, factor.user_id)

    def of_user(self, user_id: UUID) -> SecondFactor | None:
        row = self._connection.execute(self._select(second_factors, user_id=user_id)).first()
        return read_as(SecondFactor, row) if row else None

    def remove(self, user_id: UUID) -> None:
        """Unknown when there is none."""
        self._remove(second_factors, user_id=user_id)
        self._journal.note(Kind.USER, user_id)


class BrokenGlass(Repository):
    """Which platform admins look in, or did."""

    def open(self, look: BreakGlass) -> None:
        self._add(break_glass, look)
        self._journal.note(Kind.BREAK_GLASS, look.id)

    def get(self, look_id: UUID) -> BreakGlass:
        return self._first(BreakGlass, break_glass, id=look_id)

    def all(self) -> tuple[BreakGlass, ...]:
        """Newest first."""
        return self._all(BreakGlass, self._select(break_glass).order_by(break_glass.c.id.desc()))

    def close(self, look_id: UUID) -> None:
        """Ends it now; closed before, it stays as it was. Unknown when this tenant has none."""
        self.get(look_id)
        still_open = self._mine(break_glass, id=look_id) & break_glass.c.closed_at.is_(None)
        self._connection.execute(update(break_glass).where(still_open).values(closed_at=self._journal.moment))
        self._journal.note(Kind.BREAK_GLASS, look_id)


class KeptAnswers(Repository):
    """Answers by actor and idempotency key."""

    def start(self, answer: KeptAnswer) -> bool:
        """Takes the key; False when it is taken."""
        row = {"actor_id": answer.actor_id, "key": answer.key, "request_hash": answer.request_hash}
        is_new = self._add_new(kept_answers, {**row, "started_at": answer.started_at, "sealed": None})
        self._journal.note(Kind.KEPT_ANSWER, *([answer.actor_id] if is_new else []))
        return is_new

    def get(self, actor_id: UUID, key: str) -> KeptAnswer:
        return self._first(KeptAnswer, kept_answers, actor_id=actor_id, key=key)

    def finish(self, actor_id: UUID, key: str, sealed: bytes) -> None:
        mine = self._mine(kept_answers, actor_id=actor_id, key=key)
        done = self._connection.execute(update(kept_answers).where(mine).values(sealed=sealed))
        self._expect(done.rowcount, kept_answers)
        self._journal.note(Kind.KEPT_ANSWER, actor_id)

    def forget(self, actor_id: UUID, keys: Iterable[str]) -> None:
        """Gives keys free again; nothing happens to those not there."""
        mine = self._mine(kept_answers, actor_id=actor_id) & kept_answers.c.key.in_(list(keys))
        if self._connection.execute(delete(kept_answers).where(mine)).rowcount:
            self._journal.note(Kind.KEPT_ANSWER, actor_id)

    def forget_before(self, moment: datetime) -> None:
        """Forgets answers older than `moment`."""
        old = self._mine(kept_answers) & (kept_answers.c.started_at < moment)
        gone = self._connection.execute(
            delete(kept_answers).where(old).returning(kept_answers.c.actor_id)
        ).scalars()
        self._journal.note(Kind.KEPT_ANSWER, *gone)
