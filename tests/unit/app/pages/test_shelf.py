from __future__ import annotations

import pytest
from uuid6 import uuid7

from app.domain.storefront import KEPT_BUILDS, PublishedSite, builds_to_keep
from app.pages.publish.shelf import SiteShelves
from tests.fakes.tenants import NOON

COMPANY, FIRST, SECOND = uuid7(), uuid7(), uuid7()


@pytest.fixture
def shelf(tmp_path):
    return SiteShelves(tmp_path).of(COMPANY)


def put(shelf, run, **files):
    work = shelf.workplace()
    work.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (work / f"{name}.new").write_text(text)
        (work / f"{name}.new").rename(work / f"{name}.html")
    shelf.keep(run, [f"{name}.html" for name in files])


def test_a_build_that_was_kept_stays_as_it_was_when_the_next_is_made(shelf):
    put(shelf, FIRST, index="one", same="same")
    put(shelf, SECOND, index="two", same="same")
    one, two = shelf.find(FIRST), shelf.find(SECOND)
    assert [(place / "index.html").read_text() for place in (one, two)] == ["one", "two"]


def test_only_files_of_the_site_are_kept(shelf):
    put(shelf, FIRST, index="one")
    (shelf.workplace() / "left.html.new").write_text("half written")
    put(shelf, FIRST, index="one")
    assert [file.name for file in shelf.find(FIRST).iterdir()] == ["index.html"]


def test_a_build_is_there_whole_or_not_at_all(shelf):
    with pytest.raises(FileNotFoundError):
        shelf.keep(FIRST, ["missing.html"])
    assert shelf.find(FIRST) is None
    put(shelf, SECOND, index="two")
    shelf.keep_only([SECOND])
    assert [folder.name for folder in shelf.find(SECOND).parent.iterdir()] == [str(SECOND)]


def test_companies_share_no_place(tmp_path, shelf):
    put(shelf, FIRST, index="one")
    other = SiteShelves(tmp_path).of(uuid7())
    other.clear()
    assert other.find(FIRST) is None
    shelf.clear()
    assert shelf.find(FIRST) is None


def test_the_newest_builds_and_those_visitors_see_or_saw_are_kept():
    finished = [uuid7() for _ in range(9)]
    newest = set(finished[:KEPT_BUILDS])
    assert builds_to_keep(finished, None) == newest
    shown = PublishedSite(finished[7], finished[8], NOON, None)
    assert builds_to_keep(finished, shown) == {*newest, *finished[7:]}


def test_what_was_shown_before_is_what_a_roll_back_shows():
    site = PublishedSite(None, None, NOON, None)
    told = []
    for run in (FIRST, FIRST, SECOND, None, FIRST, SECOND, None, SECOND):
        site = site.shows(run, NOON, None)
        told.append((site.run_id, site.former_run_id))
    assert told == [
        (FIRST, None), (FIRST, None), (SECOND, FIRST), (None, SECOND), (FIRST, SECOND), (SECOND, FIRST),
        (None, SECOND), (SECOND, None),
    ]  # fmt: skip
