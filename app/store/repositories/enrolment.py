"""The desk where mirrors ask to be let in, before it is known whose they are. Opens no tenant's data.

Whoever holds a code finds its one row; nothing here can be listed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, select, update

from app.domain.enrolment import (
    EnrolmentCode,
    EnrolmentRequest,
    EnrolmentStatus,
    code_hash,
    handle_of,
    typed,
)
from app.domain.errors import Unknown
from app.store.repositories.base import columns_of, read_as
from app.store.tables import enrolment_codes, enrolment_requests


class EnrolmentDesk:
    """Inside one transaction."""

    def __init__(self, connection: Connection, moment: datetime) -> None:
        self._connection = connection
        self.moment = moment

    def ask(self, request: EnrolmentRequest) -> None:
        """Leaves a request; those whose time is over go."""
        over = enrolment_requests.c.expires_at <= self.moment
        self._connection.execute(delete(enrolment_requests).where(over))
        self._connection.execute(enrolment_requests.insert(), [columns_of(enrolment_requests, request)])

    def waiting(self, user_code: str) -> EnrolmentRequest:
        """The request of the mirror that shows this code. Unknown when there is none, or not any more."""
        try:
            wanted = code_hash(typed(user_code))
        except ValueError as problem:
            raise Unknown(str(problem)) from problem
        found = self._request(enrolment_requests.c.user_code_hash == wanted)
        if found is None or found.status is not EnrolmentStatus.PENDING:
            raise Unknown("No mirror waits with this code. Codes count for fifteen minutes.")
        return found

    def asking(self, device_code: str) -> EnrolmentRequest:
        """The request of a mirror that comes back to see. Unknown when there is none, or not any more."""
        found = self._request(enrolment_requests.c.device_code_hash == code_hash(device_code))
        if found is None:
            raise Unknown("This request for enrolment is over. Please start again.")
        return found

    def approve(self, request: EnrolmentRequest, tenant_id: UUID, device_id: UUID) -> None:
        """Unknown when somebody else was faster."""
        table = enrolment_requests
        waiting = (table.c.id == request.id) & (table.c.status == EnrolmentStatus.PENDING)
        values = {"status": EnrolmentStatus.APPROVED, "for_tenant": tenant_id, "device_id": device_id}
        if self._connection.execute(update(table).where(waiting).values(values)).rowcount == 0:
            raise Unknown("This request for enrolment is over. Please start again.")

    def poll_later(self, request: EnrolmentRequest, poll_after: datetime) -> None:
        mine = enrolment_requests.c.id == request.id
        self._connection.execute(update(enrolment_requests).where(mine).values(poll_after=poll_after))

    def add_code(self, code: EnrolmentCode) -> None:
        """Those whose time is over go."""
        over = enrolment_codes.c.expires_at <= self.moment
        self._connection.execute(delete(enrolment_codes).where(over))
        self._connection.execute(enrolment_codes.insert(), [columns_of(enrolment_codes, code)])

    def try_code(self, code: str) -> EnrolmentCode | None:
        """Uses the code up and returns it. A wrong one counts as a miss, and is None; keep that by committing."""
        try:
            letters, handle = typed(code), handle_of(code)
        except ValueError:
            return None
        named = enrolment_codes.c.handle == handle
        row = self._connection.execute(select(enrolment_codes).where(named).with_for_update()).first()
        found = read_as(EnrolmentCode, row) if row else None
        if found is None or not found.is_open(self.moment):
            return None
        if code_hash(letters) != found.secret_hash:
            self._connection.execute(update(enrolment_codes).where(named).values(misses=found.misses + 1))
            return None
        self._connection.execute(update(enrolment_codes).where(named).values(used_at=self.moment))
        return replace(found, used_at=self.moment)

    def _request(self, condition: ColumnElement[bool]) -> EnrolmentRequest | None:
        fresh = enrolment_requests.c.expires_at > self.moment
        query = select(enrolment_requests).where(condition, fresh).with_for_update()
        row = self._connection.execute(query).first()
        return read_as(EnrolmentRequest, row) if row else None
