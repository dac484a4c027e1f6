from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.exchange import ConnectionStatus
from engine.asset_paths import ASSETS
from sync.central.standing import ServerState
from sync.runs.states import ConnectionState
from tests.fakes.tenants import NOON
from ui.admin.staff_sync import server_rows, sync_rows
from ui.kiosk.words import LANGUAGES, load_words

WORDS = load_words(ASSETS / "translations")
STATE = ConnectionState(
    UUID(int=1), "Nord", "woocommerce", "https://shop.example", ConnectionStatus.ACTIVE, "", NOON, 0.0, {}, 0, 0.0, 2,
    None, {}, {}, 0,
)  # fmt: skip


def rows(state, language="en", later=timedelta(minutes=2)):
    found = sync_rows([state], lambda key, **values: WORDS[language][key].format(**values), NOON + later)
    return {row.label: row.value for row in found}


def test_staff_see_when_the_shop_was_synced_and_what_waits():
    assert rows(STATE) == {"staff_synced": "Nord: 2 min ago", "staff_unsent": "2"}


@pytest.mark.parametrize(
    ("later", "words"),
    [(timedelta(seconds=5), "just now"), (timedelta(hours=3), "3 h ago"), (timedelta(days=2), "2 d ago")],
)
def test_the_time_is_told_in_its_own_measure(later, words):
    assert rows(STATE, later=later)["staff_synced"] == f"Nord: {words}"


def test_what_needs_the_owner_and_what_was_set_aside_is_told():
    state = replace(
        STATE,
        status=ConnectionStatus.NEEDS_OWNER,
        reason="The key was revoked.",
        set_aside={"product": 3, "try_on": 7},
        inbox={"dead": 1},
        synced_at=None,
    )
    found = rows(state)
    assert (found["staff_owner"], found["staff_set_aside"]) == ("Nord: The key was revoked.", "4")
    assert found["staff_untried"] == "7"
    assert found["staff_synced"] == "Nord: never yet"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_words(language):
    assert "2" in rows(STATE, language)["staff_synced"]


def test_a_mirror_with_a_server_tells_of_the_server():
    server = ServerState(
        "https://varai.example", NOON, 0.0, "Enrol it anew.", True, 3, 60.0, ("No such SKU.",)
    )
    found = server_rows(server, lambda key, **values: WORDS["en"][key].format(**values), NOON)
    assert [(row.label, row.value) for row in found] == [
        ("staff_synced", "varai.example: just now"),
        ("staff_unsent", "3"),
        ("staff_set_aside", "1"),
        ("staff_owner", "varai.example: Enrol it anew."),
    ]
    assert server_rows(None, str, NOON) == ()


def test_a_shop_without_connections_says_nothing_of_them():
    assert sync_rows([], lambda key: key, NOON) == ()
