from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.access.renewal import Renewal, Verdict, judge, new_link_secret, read_link, read_renewal
from app.access.second_factor import accepted_step, secret_of
from app.access.signing import SealingKey
from app.domain.sign_in import SecondFactor, Session
from tests.fakes.tenants import NOON

KEY, OTHER = SealingKey(bytes(32)), SealingKey(bytes(31) + b"x")
TENANT, SESSION, WHO = UUID(int=1), UUID(int=2), UUID(int=3)
FRESH = Session(SESSION, WHO, NOON, NOON + timedelta(days=30), NOON, generation=5)


@given(st.uuids(), st.uuids(), st.integers(0, 2**53))
def test_a_refresh_token_reads_as_written_and_only_with_its_key(tenant, session, generation):
    renewal = Renewal(tenant, session, generation)
    assert read_renewal(renewal.written(KEY), KEY) == renewal
    assert read_renewal(renewal.written(KEY), OTHER) is None


@given(st.text(max_size=400))
def test_no_text_is_a_refresh_token_or_link_by_chance(text):
    assert read_renewal(text, KEY) is None
    assert read_link(text) is None


@given(st.integers(0, 20), st.integers(0, 60))
def test_only_the_newest_token_renews_and_the_one_before_it_for_ten_seconds(generation, seconds):
    verdict = judge(Renewal(TENANT, SESSION, generation), FRESH, NOON + timedelta(seconds=seconds))
    if generation == 5:
        assert verdict is Verdict.RENEW
    elif generation == 4 and seconds <= 10:
        assert verdict is Verdict.REPEAT
    else:
        assert verdict is Verdict.REUSED


def test_an_ended_session_renews_nothing():
    forgotten = replace(FRESH, rotated_at=NOON - timedelta(days=7, seconds=1))
    for ended in (replace(FRESH, revoked_at=NOON), replace(FRESH, expires_at=NOON), forgotten):
        assert judge(Renewal(TENANT, SESSION, 5), ended, NOON) is Verdict.ENDED


def test_a_link_reads_as_written_and_every_link_is_another():
    first, second = new_link_secret(TENANT, SESSION), new_link_secret(TENANT, SESSION)
    assert read_link(first.written()) == first
    assert first.secret != second.secret
    assert first.hash != first.secret


def test_secrets_of_second_factors_differ_by_person_and_by_beginning():
    factors = [SecondFactor(WHO, TENANT), SecondFactor(WHO, SESSION), SecondFactor(TENANT, TENANT)]
    assert len({secret_of(factor, KEY) for factor in factors}) == 3
    assert len(secret_of(factors[0], KEY)) == 32


def test_the_code_of_rfc_6238_counts_half_a_minute_early_or_late_and_no_more():
    import pyotp

    factor = SecondFactor(WHO, TENANT, NOON)
    code = pyotp.TOTP(secret_of(factor, KEY)).at(NOON)
    found = [
        accepted_step(factor, KEY, code, NOON + timedelta(seconds=s)) is not None
        for s in (-60, -30, 0, 30, 60)
    ]
    assert found == [False, True, True, True, False]


def test_the_sealing_key_shows_itself_nowhere():
    assert "0000" not in repr(KEY)
    assert KEY.for_purpose("a") != KEY.for_purpose("b")
