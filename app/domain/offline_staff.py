"""Who of the staff may work on a mirror while the server is away, and for how long. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.domain.access import Permission

P = Permission

OFFLINE_RIGHTS = frozenset(
    {
        P.FRAMES_READ,
        P.PRICES_READ,
        P.STOCK_READ,
        P.TRYON_CREATE,
        P.CONSENT_RECORD,
        P.CONSENT_WITHDRAW,
        P.MEASUREMENTS_CREATE,
        P.ORDERS_READ,
        P.ORDERS_CREATE,
        P.ADMIN_MODE_UNLOCK,
        P.DEVICE_REBOOT,
    }
)
"""Selling, measuring and looking after the mirror: the most anybody may do offline, whatever they may online."""

LONGEST = timedelta(days=7)
SKEW = timedelta(minutes=5)
"""How far two honest clocks may differ. It wins nobody time: a roster ends by the later of all that is known."""


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person of the store's staff."""

    user_id: UUID
    email: str
    display_name: str
    verifier: str
    """Argon2id of the password, in its own text form."""
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Roster:
    """The staff of one store, signed by the server."""

    tenant_id: UUID
    store_id: UUID
    epoch: int
    """Grows with every change of people or rights: an older roster never replaces a newer one."""
    issued_at: datetime
    not_after: datetime
    people: tuple[RosterEntry, ...]

    def __post_init__(self) -> None:
        if not timedelta(0) < self.not_after - self.issued_at <= LONGEST:
            raise ValueError("a roster counts for seven days at most")
        if any(person.permissions - OFFLINE_RIGHTS for person in self.people):
            raise ValueError("a roster gives no more than offline rights")

    def person(self, email: str) -> RosterEntry | None:
        wanted = email.strip().lower()
        return next((person for person in self.people if person.email == wanted), None)


def replaces(offered: Roster, kept: Roster | None) -> bool:
    """Whether an offered roster is newer than the kept one."""
    return kept is None or (offered.epoch, offered.issued_at) >= (kept.epoch, kept.issued_at)


@dataclass(frozen=True, slots=True)
class Instant:
    """How a moment looks on a machine whose clock anybody may set."""

    wall: datetime
    boot_id: str
    """Another one after each start of the machine."""
    running_s: float
    """Since some moment of this boot; never set by anybody."""


@dataclass(frozen=True, slots=True)
class SeenTime:
    """The latest time that is known for certain to have come, and when in this boot that was known."""

    latest: datetime
    boot_id: str
    running_s: float


def told_by_server(server_time: datetime, now: Instant) -> SeenTime:
    """The server's word counts, whatever was believed before."""
    return SeenTime(server_time, now.boot_id, now.running_s)


def certain_time(seen: SeenTime, now: Instant) -> datetime:
    """Not before this moment: what was seen and the time run since, or the clock if that is later."""
    run_s = max(0.0, now.running_s - seen.running_s) if now.boot_id == seen.boot_id else 0.0
    return max(now.wall, seen.latest + timedelta(seconds=run_s))


def witnessed(seen: SeenTime, now: Instant) -> SeenTime:
    """To be kept, so that a clock set back later is noticed."""
    return SeenTime(certain_time(seen, now), now.boot_id, now.running_s)


class RosterProblem(StrEnum):
    """Why a roster does not count; these words are stable."""

    MISSING = "no_roster"
    EXPIRED = "roster_expired"
    CLOCK_SET_BACK = "clock_set_back"


def roster_problem(roster: Roster | None, seen: SeenTime | None, now: Instant) -> RosterProblem | None:
    """None when the roster counts. A clock far behind what was seen is wrong: nothing can be said then."""
    if roster is None or seen is None:
        return RosterProblem.MISSING
    if now.wall < seen.latest - SKEW:
        return RosterProblem.CLOCK_SET_BACK
    return RosterProblem.EXPIRED if certain_time(seen, now) >= roster.not_after else None
