"""Staff log in at a mirror while the server is away. Decisions are in app.domain; here is the shell around them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.access import Actor
from app.domain.errors import Refused
from app.domain.offline_door import OPEN, Door, after_miss, counted, seconds_locked
from app.domain.offline_staff import Instant, Roster, RosterEntry, SeenTime, roster_problem, witnessed

PasswordCheck = Callable[[str, str], bool]
"""(Argon2id text, password) -> whether they belong together."""


class OfflineMemory(Protocol):
    """What a mirror remembers between two starts. A change is safe on disk when a call returns."""

    def roster(self) -> Roster | None: ...

    def seen_time(self) -> SeenTime | None: ...

    def keep_seen_time(self, seen: SeenTime) -> None: ...

    def door(self, user_id: UUID | None) -> Door:
        """`None`: the one door of all names that are not on the roster."""
        ...

    def keep_door(self, user_id: UUID | None, door: Door) -> None: ...

    def record(self, reason: str, user_id: UUID | None, moment: datetime) -> None:
        """Writes into the chain of this mirror, and leaves word for the server."""
        ...


class NotLetIn(Refused):
    """`reason` is a stable word for programs; `wait_s` is how long the door stays shut."""

    def __init__(self, reason: str, sentence: str, wait_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.wait_s = wait_s


class OfflineLogin:
    """One for a mirror; call from one thread. Checking a password takes a tenth of a second."""

    def __init__(self, memory: OfflineMemory, now: Callable[[], Instant], is_right: PasswordCheck) -> None:
        self._memory = memory
        self._now = now
        self._is_right = is_right

    def log_in(self, email: str, password: str) -> Actor:
        """The person with what they may do offline. Raises NotLetIn."""
        now = self._now()
        roster = self._valid_roster(now)
        person = roster.person(email)
        user_id = person.user_id if person else None
        self._knock(user_id, now)
        if person is None or not self._is_right(person.verifier, password):
            self._burn_time(roster, person, password)
            self._memory.record("wrong_password", user_id, now.wall)
            raise NotLetIn("wrong_password", "The address or the password is not right.")
        self._memory.keep_door(user_id, OPEN)
        self._memory.record("logged_in", user_id, now.wall)
        return Actor(roster.tenant_id, person.permissions, user_id=person.user_id)

    def _valid_roster(self, now: Instant) -> Roster:
        roster, seen = self._memory.roster(), self._memory.seen_time()
        problem = roster_problem(roster, seen, now)
        if problem is not None:
            raise NotLetIn(problem.value, _SENTENCES[problem.value])
        assert roster is not None
        assert seen is not None
        self._memory.keep_seen_time(witnessed(seen, now))
        return roster

    def _knock(self, user_id: UUID | None, now: Instant) -> None:
        """Raises NotLetIn at a locked door; else counts the try as a miss until it proves right."""
        door = counted(self._memory.door(user_id), now)
        wait_s = seconds_locked(door, now)
        if wait_s > 0:
            self._memory.keep_door(user_id, door)
            self._memory.record("locked", user_id, now.wall)
            raise NotLetIn("locked", f"Too many wrong tries. Please wait {_minutes(wait_s)}.", wait_s)
        self._memory.keep_door(user_id, after_miss(door, now))

    def _burn_time(self, roster: Roster, person: RosterEntry | None, password: str) -> None:
        """An unknown name takes as long as a known one."""
        if person is None and roster.people:
            self._is_right(roster.people[0].verifier, password)


_SENTENCES = {
    "no_roster": "Nobody can log in here yet: this mirror has not heard from the server.",
    "roster_expired": "The server was away for too long. Connect this mirror to the network to log in.",
    "clock_set_back": "This mirror's clock is wrong. Connect it to the network, or set its clock right.",
}


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60 + 0.49))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
