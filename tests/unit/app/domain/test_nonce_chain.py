"""One mirror on a bad network is never called a clone; two machines with one key always are, and soon."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from app.domain.nonce_chain import FIRST, MOST_TIPS, visited


class Mirror:
    """Brings the newest nonce it heard."""

    def __init__(self, nonce: str = ""):
        self.nonce = nonce


def visit(chain, mirror, given_nonce, is_heard):
    after = visited(chain, mirror.nonce, given_nonce)
    if after is not None and is_heard:
        mirror.nonce = given_nonce
    return after


@given(st.lists(st.booleans(), max_size=40))
def test_lost_answers_are_no_clones(heard):
    chain, mirror, names = FIRST, Mirror(), map(str, count(1))
    for is_heard in heard:
        chain = visit(chain, mirror, next(names), is_heard)
        assert chain is not None
        assert len(chain.tips) <= MOST_TIPS


@given(st.lists(st.booleans(), max_size=6), st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_two_machines_that_both_go_on_are_found_out(before, visits):
    chain, mirror, names = FIRST, Mirror(), map(str, count(1))
    for is_heard in before:
        chain = visit(chain, mirror, next(names), is_heard)
    machines = mirror, Mirror(mirror.nonce)
    heard = [0, 0]
    for is_second, is_heard in visits:
        chain = visit(chain, machines[is_second], next(names), is_heard)
        if chain is None:
            return
        heard[is_second] += is_heard
        assert min(heard) < 2, "both heard two answers: two chains are alive"


def test_an_old_nonce_is_not_taken():
    chain = visited(FIRST, "", "a")
    chain = visited(chain, "a", "b")
    assert visited(chain, "", "c") is None
    assert visited(chain, "nonsense", "c") is None
    assert visited(chain, "b", "c") is not None
