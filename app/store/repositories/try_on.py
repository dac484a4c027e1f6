"""Answers to face-shape questions, kept for an hour for every process, and the keys of web pages."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Row, delete, select, update

from app.domain.events import Kind
from app.domain.face_answer import KEPT_FOR, FaceAnswer
from app.domain.publishable import PublishableKey
from app.store.repositories.base import Repository
from app.store.tables import face_answers, publishable_keys


class FaceAnswers(Repository):
    """By question. Holds neither picture, landmark nor measure."""

    def find(self, question: bytes) -> FaceAnswer | None:
        """None when it was not asked within the hour."""
        fresh = face_answers.c.expires_at > self._journal.moment
        query = select(face_answers.c.answer).where(self._mine(face_answers, question=question), fresh)
        found = self._connection.execute(query).scalar_one_or_none()
        return found and FaceAnswer(found["shape"], found["confidence"], tuple(found["styles"]))

    def keep(self, question: bytes, answer: FaceAnswer) -> None:
        """For an hour; whatever is older goes."""
        self.forget_old()
        row = {
            "question": question,
            "answer": {
                "shape": answer.face_shape,
                "confidence": answer.confidence,
                "styles": answer.recommended_styles,
            },
            "expires_at": self._journal.moment + KEPT_FOR,
        }
        self._put(face_answers, [row])
        self._journal.note(Kind.FACE_ANSWER, self._tenant_id)

    def forget_old(self) -> int:
        """Deletes what is older than an hour; how many."""
        old = self._mine(face_answers) & (face_answers.c.expires_at <= self._journal.moment)
        return self._connection.execute(delete(face_answers).where(old)).rowcount


class PublishableKeys(Repository):
    """Never deleted: a revoked key stays to be told from one that never was."""

    def add(self, key: PublishableKey) -> None:
        self._add(publishable_keys, key)
        self._journal.note(Kind.PUBLISHABLE_KEY, key.id)

    def get(self, key_id: UUID) -> PublishableKey:
        row = self._connection.execute(self._select(publishable_keys, id=key_id)).first()
        self._expect(0 if row is None else 1, publishable_keys)
        assert row is not None
        return _key(row)

    def page(self, limit: int, after_id: UUID | None = None) -> tuple[PublishableKey, ...]:
        """At most `limit`, oldest first, revoked ones too, from behind `after_id`."""
        query = self._select(publishable_keys)
        if after_id is not None:
            query = query.where(publishable_keys.c.id > after_id)
        rows = self._connection.execute(query.order_by(publishable_keys.c.id).limit(limit))
        return tuple(_key(row) for row in rows)

    def revoke(self, key_id: UUID) -> None:
        """From this moment on it opens nothing. Unknown when this tenant has none."""
        done = self._connection.execute(
            update(publishable_keys)
            .where(self._mine(publishable_keys, id=key_id))
            .values(revoked_at=self._journal.moment)
        )
        self._expect(done.rowcount, publishable_keys)
        self._journal.note(Kind.PUBLISHABLE_KEY, key_id)


def _key(row: Row[tuple[object, ...]]) -> PublishableKey:
    return PublishableKey(
        row.id, row.name, tuple(row.origins), row.per_minute, row.created_at, row.revoked_at
    )
