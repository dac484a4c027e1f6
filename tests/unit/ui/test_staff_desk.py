"""Who may sign in at a mirror is what its list says, and what they may do there too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access.offline_login import NotLetIn
from app.domain.offline_staff import Instant
from tests.fakes.offline_memory import EVA, ROSTER, RememberedStaff
from tests.fakes.tenants import NOON
from ui.admin.staff_desk import Colleague, RosterDesk
from ui.admin.staff_view import initials_of


def desk_of(memory: RememberedStaff) -> RosterDesk:
    now = Instant(NOON + timedelta(hours=1), "a", 3600.0)
    return RosterDesk(
        lambda: memory, lambda: now, lambda verifier, password: verifier == f"hash of {password}"
    )


def test_the_list_gives_names_and_no_more():
    assert desk_of(RememberedStaff()).colleagues() == (Colleague(EVA.email, EVA.display_name),)
    assert desk_of(RememberedStaff(None)).colleagues() == ()


def test_the_right_password_gives_the_rights_of_the_list_and_is_written_down():
    memory = RememberedStaff()
    assert desk_of(memory).sign_in(EVA.email, "right") == EVA.permissions
    assert memory.records == [("logged_in", EVA.user_id)]


def test_a_wrong_password_lets_nobody_in_and_is_written_down():
    memory = RememberedStaff()
    with pytest.raises(NotLetIn):
        desk_of(memory).sign_in(EVA.email, "wrong")
    assert memory.records == [("wrong_password", EVA.user_id)]
    assert memory.kept is ROSTER


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Eva Lind", "EL"), ("noah van der Berg", "NVD"), ("Élodie Roy", ""), ("李 小龙", ""), ("", "")],
)
def test_initials_are_letters_the_sheet_can_take(name, initials):
    assert initials_of(name) == initials
