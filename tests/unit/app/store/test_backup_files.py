from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.store.backup_files import (
    Backup,
    Why,
    is_due,
    name_for,
    read_name,
    to_remove,
)  # fmt: skip

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DATABASE = Path("/data/varai.db")
moments = st.integers(0, 20 * 365 * 86400).map(lambda s: NOON + timedelta(seconds=s))


def routine(*hours_ago):
    return [Backup(NOON - timedelta(hours=h), Path(f"{h}.db"), "0001", Why.ROUTINE) for h in hours_ago]


@given(moments, st.sampled_from(Why))
def test_a_backups_name_tells_when_of_which_schema_and_why(moment, why):
    path = name_for(DATABASE, moment, "0014", why)
    assert read_name(path) == Backup(moment, path, "0014", why)


def test_other_files_are_no_backups():
    assert read_name(Path("varai.db")) is None
    assert read_name(Path("varai-20260302T120000000000Z-schema0001-whim.db")) is None


def test_of_many_hourly_backups_the_newest_and_one_a_day_stay():
    backups = routine(*range(24 * 10))
    kept = set(backups) - set(to_remove(backups))
    assert set(routine(*range(6))) <= kept
    assert len({backup.taken_at.date() for backup in kept}) == 7
    assert len(kept) == 6 + 6


def test_routine_backups_never_push_out_those_taken_before_a_change():
    before = [Backup(NOON - timedelta(days=d), Path(f"c{d}"), "0001", Why.BEFORE_CHANGE) for d in range(5)]
    gone = to_remove([*routine(*range(100)), *before])
    assert set(before) - set(gone) == set(before[:3])


@given(
    st.lists(st.builds(Backup, moments, st.just(Path("x")), st.just("1"), st.sampled_from(Why)), unique=True)
)
def test_the_newest_backup_is_never_removed_and_a_second_pass_removes_nothing(backups):
    kept = set(backups) - set(to_remove(backups))
    assert not backups or max(backups) in kept
    assert to_remove(kept) == ()


def test_a_backup_is_due_after_an_hour():
    assert is_due(routine(1), NOON)
    assert not is_due(routine(0.5, 3), NOON)
    assert is_due([], NOON)


def test_a_clock_that_was_set_back_does_not_stop_backups():
    assert is_due(routine(-5), NOON)
