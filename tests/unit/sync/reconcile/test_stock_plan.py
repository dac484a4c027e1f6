from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.reconcile.stock_plan import StockStep, plan_stock

SALES = st.lists(st.tuples(st.sampled_from(["here", "there", "send", "read"]), st.integers(-5, 5)))


def test_at_first_contact_the_platforms_count_is_taken_over():
    assert plan_stock(ours=5, known=None, theirs=3) == StockStep(-2, 3)


@given(SALES)
def test_pieces_sold_on_either_side_are_counted_once_on_both(steps):
    """Whatever the order of selling, sending and reading: once all is sent and read, both counts agree."""
    start = 100
    ours = theirs = known = start
    unsent, moved = [], 0
    for what, pieces in [*steps, ("send", 0), ("read", 0)]:
        if what == "here":
            ours, moved = ours + pieces, moved + pieces
            unsent.append(pieces)
        elif what == "there":
            theirs, moved = theirs + pieces, moved + pieces
        elif what == "send":
            for delta in unsent:
                theirs, known = theirs + delta, known + delta
            unsent.clear()
        else:
            step = plan_stock(ours, known, theirs)
            ours, known = ours + step.delta, step.known
    assert ours == theirs == start + moved


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_reading_the_same_level_twice_counts_nothing_more(ours, known, theirs):
    first = plan_stock(ours, known, theirs)
    assert plan_stock(ours + first.delta, first.known, theirs).delta == 0
