from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from app.domain.tenancy import TenantStatus
from app.store.column_types import Choice, Flag, Id, Json, UtcMoment

SQLITE = sqlite.dialect()
moments = st.datetimes(timezones=st.just(UTC))
data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def through(column, value):
    return column.process_result_value(column.process_bind_param(value, SQLITE), SQLITE)


@given(moments)
def test_a_moment_comes_back_to_the_microsecond(moment):
    assert through(UtcMoment(), moment) == moment


@given(moments, moments)
def test_moments_sort_as_numbers(first, second):
    bound = [UtcMoment().process_bind_param(moment, SQLITE) for moment in (first, second)]
    assert (bound[0] < bound[1]) == (first < second)


def test_a_moment_of_another_zone_is_the_same_moment():
    east = datetime(2026, 3, 2, 15, tzinfo=timezone(timedelta(hours=3)))
    assert through(UtcMoment(), east) == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UtcMoment().process_bind_param(datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None), SQLITE)


@given(st.uuids())
def test_an_id_comes_back(found):
    assert through(Id(), found) == found


@given(data)
def test_json_data_come_back(value):
    assert through(Json(), value) == value


def test_what_is_no_json_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        Json().process_bind_param([float("nan")], SQLITE)


@pytest.mark.parametrize("value", [True, False, None])
def test_a_flag_comes_back(value):
    assert through(Flag(), value) is value


def test_a_choice_comes_back_and_other_words_are_refused():
    assert through(Choice(TenantStatus), "active") is TenantStatus.ACTIVE
    with pytest.raises(ValueError, match="king"):
        Choice(TenantStatus).process_bind_param("king", SQLITE)
