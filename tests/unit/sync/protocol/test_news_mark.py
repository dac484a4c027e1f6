from __future__ import annotations

from app.domain.feeds import Stream
from sync.protocol.news_mark import as_mark, moved

PLACES = {stream: number for number, stream in enumerate(Stream)}


def test_only_what_moved_is_to_be_read():
    before, now = as_mark(PLACES), as_mark(PLACES | {Stream.STOCK: 31})
    assert moved(before, now) == {Stream.STOCK}
    assert moved(before, before) == frozenset()


def test_everything_is_to_be_read_before_the_first_mark_and_after_one_that_says_nothing():
    assert moved("", as_mark(PLACES)) == set(Stream)
    assert moved("7.31", as_mark(PLACES)) == set(Stream)
    assert moved(as_mark(PLACES), "7.32") == set(Stream)
