"""What a mirror remembers of its staff, as a disk would."""

from __future__ import annotations

from datetime import datetime

from uuid6 import uuid7

from app.domain.access import Permission
from app.domain.offline_door import OPEN
from app.domain.offline_staff import LONGEST, Instant, Roster, RosterEntry, told_by_server
from tests.fakes.tenants import NOON

EVA = RosterEntry(uuid7(), "eva@example.com", "Eva", "hash of right", frozenset({Permission.ORDERS_CREATE}))
ROSTER = Roster(uuid7(), uuid7(), 1, NOON, NOON + LONGEST, (EVA,))


class RememberedStaff:
    """Remembers as a disk would."""

    def __init__(self, roster=ROSTER):
        self.kept = roster
        self.seen = told_by_server(NOON, Instant(NOON, "a", 0))
        self.doors: dict = {}
        self.records: list = []

    def roster(self):
        return self.kept

    def seen_time(self):
        return self.seen

    def keep_seen_time(self, seen):
        self.seen = seen

    def door(self, user_id):
        return self.doors.get(user_id, OPEN)

    def keep_door(self, user_id, door):
        self.doors[user_id] = door

    def record(self, reason, user_id, moment):
        assert isinstance(moment, datetime)
        self.records.append((reason, user_id))
