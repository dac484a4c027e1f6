"""What may happen to a trail by the hand of one who holds the disk: each deed is told apart, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from uuid6 import uuid7

from app.access.keys import new_key
from app.domain.access import User
from app.domain.audit import FIRST_HASH, ActorKind, AuditEvent, AuditResult, chain_hash
from app.domain.audit_check import Damage
from app.domain.errors import Unknown
from app.services.audit_trail import export_trail, take_checkpoint, verify_trail
from app.services.erase_person import erase_person
from app.store.tables import audit_checkpoints, audit_events, personal_salts
from app.store.unit_of_work import ShopStore
from tests.fakes.clock import ManualWallClock
from tests.fakes.tenants import NOON

KEY = new_key()


def act(number=0, **details):
    return AuditEvent(uuid7(), NOON, ActorKind.USER, uuid7(), "users:disable", "user", uuid7(),
                      AuditResult.COMPLETED, {"number": number, **details}, "10.0.0.1", "r-1")  # fmt: skip


@pytest.fixture
def clock():
    return ManualWallClock()


@pytest.fixture
def store(database, bus, clock):
    return ShopStore(database, bus, clock)


@pytest.fixture
def apart():
    """Checkpoints somebody else keeps."""
    return []


@pytest.fixture
def trail(store, scope, apart):
    """Five records, the fourth with a checkpoint."""
    records = [store.write(scope, lambda shop, n=n: shop.audit.append(act(n))).result for n in range(4)]
    take_checkpoint(store, scope, KEY, apart.append)
    return [*records, store.write(scope, lambda shop: shop.audit.append(act(4))).result]


def damages(store, scope, apart=(), key=KEY):
    return [(f.damage, f.sequence) for f in verify_trail(store, scope, key.public, apart).findings]


def rewritten(outlaw, records, start, scope):
    """Writes the trail anew from a record on, with hashes that hold."""
    outlaw(audit_events.delete().where(audit_events.c.sequence >= start))
    previous = records[start - 2].hash if start > 1 else FIRST_HASH
    for record in records[start - 1 :]:
        event = act(-record.sequence)
        own = chain_hash(record.sequence, previous, event)
        values = {name: getattr(event, name) for name in event.__dataclass_fields__}
        links = {"sequence": record.sequence, "previous_hash": previous, "hash": own, "tenant_id": scope}
        outlaw(audit_events.insert().values(**values, **links))
        previous = own


def test_an_untouched_trail_has_no_findings(store, scope, trail, apart):
    report = verify_trail(store, scope, KEY.public, apart)
    assert (report.record_count, report.checkpoint_count, report.findings) == (5, 1, ())
    assert report.head_hash == trail[-1].hash


@pytest.mark.parametrize(
    ("change", "damage"),
    [
        ({"action": "users:enable"}, Damage.CHANGED),
        ({"details": {"number": 9}}, Damage.CHANGED),
        ({"hash": bytes(32)}, Damage.CHANGED),
        ({"previous_hash": bytes(32)}, Damage.UNLINKED),
    ],
)
def test_a_flipped_byte_is_found_where_it_is(store, scope, outlaw, trail, change, damage):
    outlaw(audit_events.update().where(audit_events.c.sequence == 2).values(change))
    assert damages(store, scope)[0] == (damage, 2)


def test_a_deleted_record_is_missed(store, scope, outlaw, trail):
    outlaw(audit_events.delete().where(audit_events.c.sequence == 3))
    assert damages(store, scope) == [(Damage.MISSING, 3)]


def test_two_records_that_changed_places_are_found(store, scope, outlaw, trail):
    outlaw(audit_events.update().where(audit_events.c.sequence == 2).values(sequence=2**40))
    outlaw(audit_events.update().where(audit_events.c.sequence == 3).values(sequence=2))
    outlaw(audit_events.update().where(audit_events.c.sequence == 2**40).values(sequence=3))
    assert damages(store, scope)[0] == (Damage.UNLINKED, 2)


def test_a_cut_end_is_missed_by_the_checkpoint(store, scope, outlaw, trail):
    outlaw(audit_events.delete().where(audit_events.c.sequence >= 3))
    assert damages(store, scope) == [(Damage.TRUNCATED, 3)]


def test_a_trail_written_anew_is_not_the_one_that_was_signed(store, scope, outlaw, trail):
    rewritten(outlaw, trail, 3, scope)
    assert damages(store, scope) == [(Damage.FORKED, 4)]


def test_a_checkpoint_kept_elsewhere_tells_when_those_beside_the_trail_went_with_it(
    store, scope, outlaw, trail, apart
):
    outlaw(audit_checkpoints.delete())
    outlaw(audit_events.delete())
    assert damages(store, scope) == []
    assert damages(store, scope, apart) == [(Damage.TRUNCATED, 1)]


def test_a_checkpoint_of_another_key_counts_for_nothing_and_is_named(store, scope, trail, apart):
    assert damages(store, scope, apart, key=new_key()) == [(Damage.FORGED_CHECKPOINT, 4)]


def test_a_changed_checkpoint_is_named(store, scope, outlaw, trail):
    outlaw(audit_checkpoints.update().values(size=3))
    assert damages(store, scope) == [(Damage.FORGED_CHECKPOINT, 3)]


def test_a_checkpoint_is_taken_each_hour_when_something_was_recorded(store, scope, clock, trail, apart):
    assert take_checkpoint(store, scope, KEY, apart.append) is None
    clock.advance(3600)
    assert take_checkpoint(store, scope, KEY, apart.append).size == 5
    clock.advance(7200)
    assert take_checkpoint(store, scope, KEY, apart.append) is None
    assert [point.size for point in apart] == [4, 5]


def test_the_program_itself_can_change_no_checkpoint(store, scope, database, trail):
    with pytest.raises(Exception, match=r"only grow|permission denied"):
        database.write(lambda c: c.execute(audit_checkpoints.delete()), scope)


def test_an_export_holds_every_record_and_checkpoint(store, scope, trail):
    lines = list(export_trail(store, scope))
    assert [line["kind"] for line in lines] == ["trail", *["record"] * 5, "checkpoint"]
    assert lines[2]["hash"] == trail[1].hash.hex()
    assert lines[2]["details"] == {"number": 1}


def test_an_erased_person_leaves_a_whole_trail_that_no_longer_names_them(store, scope, database, apart):
    user = User(uuid7(), "eva@example.com", "Eva Muster")

    def invite(shop):
        shop.staff.add(user)
        shop.audit.append(act(email=(word := shop.audit.commitment(user.id, user.email))))
        return word

    word = store.write(scope, invite).result
    take_checkpoint(store, scope, KEY, apart.append)
    with store.reading(scope) as shop:
        assert shop.audit.commits_to(user.id, "eva@example.com", word)
        assert not shop.audit.commits_to(user.id, "ute@example.com", word)
    store.write(scope, lambda shop: erase_person(shop, user.id))
    with store.reading(scope) as shop:
        assert not shop.audit.commits_to(user.id, "eva@example.com", word)
        assert "Eva" not in repr(shop.staff.page(10))
        with pytest.raises(Unknown):
            shop.staff.by_email("eva@example.com")
    with database.reading(scope) as connection:
        assert connection.execute(personal_salts.select()).all() == []
    assert damages(store, scope, apart) == []


def test_a_checkpoint_is_due_after_a_thousand_records():
    from app.domain.audit_checkpoint import Checkpoint, is_due

    last = Checkpoint(10, bytes(32), NOON, "k", bytes(64))
    soon = NOON + timedelta(minutes=1)
    assert not is_due(last, 1009, soon)
    assert is_due(last, 1010, soon)
    assert not is_due(None, 0, soon)
