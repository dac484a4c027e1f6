"""Staff sign in at the mirror itself, by the list its server signed: the same with and without the network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.domain.access import Permission

if TYPE_CHECKING:
    from app.access.offline_login import OfflineMemory, PasswordCheck
    from app.domain.offline_staff import Instant


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may sign in at this mirror."""

    email: str
    name: str


class StaffDesk(Protocol):
    """Where staff sign in. Both take a while; call from one thread."""

    def colleagues(self) -> tuple[Colleague, ...]:
        """By name; nobody at a mirror that belongs to no company."""
        ...

    def sign_in(self, email: str, password: str) -> frozenset[Permission]:
        """What they may do here. Raises app.access.offline_login.NotLetIn."""
        ...


class RosterDesk:
    """A StaffDesk. The list is renewed within seconds of a change while the server can be reached."""

    def __init__(
        self, memory: Callable[[], OfflineMemory], now: Callable[[], Instant], is_right: PasswordCheck
    ) -> None:
        self._memory = memory
        self._now = now
        self._is_right = is_right

    def colleagues(self) -> tuple[Colleague, ...]:
        roster = self._memory().roster()
        people = roster.people if roster else ()
        found = (Colleague(person.email, person.display_name) for person in people)
        return tuple(sorted(found, key=lambda one: one.name))

    def sign_in(self, email: str, password: str) -> frozenset[Permission]:
        from app.access.offline_login import OfflineLogin  # noqa: PLC0415 - not before somebody signs in

        return OfflineLogin(self._memory(), self._now, self._is_right).log_in(email, password).permissions
