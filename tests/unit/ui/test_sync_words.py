"""What `varai sync status` says, in words."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.domain.exchange import ConnectionStatus
from sync.central.standing import ServerState
from sync.runs.states import ConnectionState
from tests.fakes.tenants import NOON
from ui.commands.sync_words import server_lines, state_lines

SERVER = ServerState("https://varai.example", NOON, 120.0, "", False, 0, None, ())
NORD = "Nord (https://shop.example)"
SHOP = ConnectionState(
    UUID(int=1), "Nord", "woocommerce", "https://shop.example", ConnectionStatus.ACTIVE, "", NOON, 120.0, {}, 0, 0.0,
    0, None, {}, {}, 0,
)  # fmt: skip


def test_a_quiet_shop_is_one_line():
    assert list(state_lines(SHOP)) == [f"{NORD}: last synced 2 min ago, nothing waits."]


def test_what_waits_failed_or_needs_somebody_is_said():
    state = replace(
        SHOP,
        status=ConnectionStatus.NEEDS_OWNER,
        reason="The key does not count.",
        counts={"seen": 3},
        failures=1,
        waited_s=12.0,
        unsent=2,
        oldest_unsent_s=300.0,
        inbox={"pending": 1, "dead": 1},
        set_aside={"product": 4, "try_on": 1},
    )
    assert list(state_lines(state)) == [
        f"{NORD}: last synced 2 min ago, 2 stock changes not yet sent (the oldest for 5 min), 1 webhook waiting.",
        "  Last 24 hours: 3 read; 1 run did not end well; waited 12 s for limits and before trying again.",
        "  1 product cannot be tried on: the shop does not tell all their dimensions; --problems names them.",
        "  For you to look at: 4 records set aside, 1 webhook given up; --problems names them.",
        "  Needs you: The key does not count.",
    ]


def test_the_server_of_a_mirror_comes_first_and_its_absence_is_no_alarm():
    assert list(server_lines(SERVER)) == [
        "Server https://varai.example: last synced 2 min ago, everything is told."
    ]
    away = replace(SERVER, reason="Nobody answers.", unsent=1, oldest_unsent_s=60.0)
    assert list(server_lines(away)) == [
        "Server https://varai.example: last synced 2 min ago, 1 message not yet told (the oldest for 1 min).",
        "  The server is away: Nobody answers.",
        "  Nothing is lost: a running mirror tries again by itself.",
    ]
    gone = replace(SERVER, reason="Enrol it anew.", needs_owner=True, refused=("No such SKU.",))
    assert list(server_lines(gone))[1:] == [
        "  The server did not carry out what it was told: No such SKU.",
        "  Needs you: Enrol it anew.",
    ]
    assert list(server_lines(None)) == []
