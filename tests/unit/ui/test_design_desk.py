"""The desk behind the design page: what is kept, what is refused, and what is built."""

from __future__ import annotations

import pytest

from app.domain.errors import UnusableRecord
from tests.fakes.design import MemoryWorkshop, settled, working
from tests.fakes.pages import settings
from ui.designer.desk import Desk, Phase


@pytest.fixture
def workshop(tmp_path):
    return MemoryWorkshop(tmp_path / "site.zip")


def chosen(**more):
    return settings(**more).model_dump(mode="json")


def test_the_pages_are_built_at_once_and_after_each_choice(workshop):
    with working(Desk(settings(), workshop)) as desk:
        assert settled(desk) is Phase.READY
        assert desk.change(chosen(name="Optik West")) == ()
        assert settled(desk) is Phase.READY
    assert [one.name for one in workshop.kept] == ["Optik West"]
    assert workshop.shown == ["Optik Ost", "Optik West"]


def test_what_cannot_be_used_is_named_with_its_place_and_not_kept(workshop):
    desk = Desk(settings(), workshop)
    (problem,) = desk.change(chosen() | {"locations": [{"name": "A", "country": "DE", "phone": "call me"}]})
    assert problem.place == "locations.0.phone"
    (problem,) = desk.change(chosen(look={"accent": "tomato"}))
    assert "tomato" in problem.says
    (problem,) = desk.change(chosen(look={"ink": "#ffffff"}))
    assert "cannot be read" in problem.says
    (problem,) = desk.change(chosen() | {"template": "unknown"})
    assert "no template 'unknown'" in problem.says
    assert (workshop.kept, desk.settings.name) == ([], "Optik Ost")


def test_a_full_disk_is_told_and_the_former_choices_stay(workshop):
    workshop.keeping_fault = OSError(28, "No space left on device")
    desk = Desk(settings(), workshop)
    (problem,) = desk.change(chosen(name="Optik West"))
    assert problem.says == "The settings cannot be kept: No space left on device."
    assert desk.settings.name == "Optik Ost"


@pytest.mark.parametrize("fault", [UnusableRecord("The page is too long."), OSError("disk full")])
def test_pages_that_cannot_be_made_are_told_and_the_next_choice_is_tried(workshop, fault):
    workshop.fault = fault
    with working(Desk(settings(), workshop)) as desk:
        assert settled(desk) is Phase.REFUSED
        assert str(fault) in desk.standing.says
        workshop.fault = None
        desk.change(chosen(name="Optik West"))
        assert settled(desk) is Phase.READY


def test_a_newer_choice_overtakes_a_build_under_way(workshop):
    workshop.gate.clear()
    with working(Desk(settings(), workshop)) as desk:
        workshop.begun.wait()
        assert (desk.standing.done, desk.standing.total) == (1, 2)
        desk.change(chosen(name="Optik West"))
        workshop.gate.set()
        assert settled(desk) is Phase.READY
    assert workshop.shown == ["Optik West"]


def test_the_whole_site_is_packed_when_asked_and_is_old_after_the_next_choice(workshop):
    with working(Desk(settings(), workshop)) as desk:
        settled(desk)
        desk.pack()
        settled(desk)
        assert desk.standing.archive.read_text() == "packed Optik Ost"
        desk.change(chosen(name="Optik West"))
        settled(desk)
        assert desk.standing.archive is None
