"""What the staff panel says of synchronising with online shops and the server. Qt-free but for the rows it fills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sync.central.standing import ServerState
from sync.runs.states import ConnectionState
from ui.admin.staff_view import StaffRow

Say = Callable[..., str]
"""Words of a key in the shop's language, filled with values."""

_STEPS = ((86400, "staff_days_ago"), (3600, "staff_hours_ago"), (60, "staff_minutes_ago"))


def sync_rows(states: Sequence[ConnectionState], say: Say, now: datetime) -> tuple[StaffRow, ...]:
    """One row a shop, then what waits, what was not usable, what lacks sizes, and each shop that needs its owner."""
    if not states:
        return ()
    synced = tuple(StaffRow("staff_synced", f"{one.name}: {_ago(one.synced_at, say, now)}") for one in states)
    unsent = StaffRow("staff_unsent", str(sum(one.unsent for one in states)))
    aside = sum(one.unused + one.dead_letters for one in states)
    set_aside = (StaffRow("staff_set_aside", str(aside)),) if aside else ()
    untried = sum(one.untried for one in states)
    lacking = (StaffRow("staff_untried", str(untried)),) if untried else ()
    owner = tuple(StaffRow("staff_owner", f"{one.name}: {one.reason}") for one in states if one.needs_owner)
    return (*synced, unsent, *set_aside, *lacking, *owner)


def server_rows(state: ServerState | None, say: Say, now: datetime) -> tuple[StaffRow, ...]:
    """The same of the central server that a mirror belongs to."""
    if state is None:
        return ()
    host = urlsplit(state.url).hostname or state.url
    refused = (StaffRow("staff_set_aside", str(len(state.refused))),) if state.refused else ()
    owner = (StaffRow("staff_owner", f"{host}: {state.reason}"),) if state.needs_owner else ()
    synced = StaffRow("staff_synced", f"{host}: {_ago(state.synced_at, say, now)}")
    return (synced, StaffRow("staff_unsent", str(state.unsent)), *refused, *owner)


def _ago(moment: datetime | None, say: Say, now: datetime) -> str:
    if moment is None:
        return say("staff_never")
    seconds = max(0.0, (now - moment).total_seconds())
    for length, key in _STEPS:
        if seconds >= length:
            return say(key, count=int(seconds // length))
    return say("staff_just_now")
