"""What a mirror reads and tells, one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid6 import uuid7

from app.access.keys import new_key
from app.access.offline_login import NotLetIn, OfflineLogin
from app.access.passwords import Passwords
from app.access.roster_text import sign_roster
from app.domain.access import BuiltInRole, Device, Grant, Permission, ScopeType, User, UserStatus
from app.domain.errors import RetryLater, Unknown, UnusableRecord
from app.domain.exchange import OutboxMessage
from app.domain.feeds import Stream
from app.domain.money import Money
from app.domain.offline_staff import Instant
from app.domain.products import Price, ProductContent
from app.domain.stock import MovementReason
from app.domain.tenancy import Setting, Store
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.services.offline_memory import StoredOfflineMemory
from app.services.set_prices import set_prices
from app.services.staff_roster import build_roster
from app.store.tables import audit_events
from sync.central.feeds import pull_feed
from sync.central.outbox import push_outbox
from tests.fakes.tenants import a_product

CHEAP = Passwords(memory_kib=64, passes=1, lanes=1)


def upsert(pair, *contents):
    return pair.server.write(pair.scope, lambda shop: shop.product_writing.upsert(contents)).result


def pull(pair, stream=Stream.CATALOGUE):
    return pull_feed(pair.network, pair.place, stream)


def shown(pair, code) -> ProductContent:
    with pair.mirror.reading(pair.scope) as shop:
        return shop.products.by_code(code).content


def reprice(pair, sku, minor):
    prices = {sku: (Price(Money(minor, "EUR"), minor + 100),)}
    return pair.server.write(pair.scope, lambda shop: set_prices(shop, prices)).result


def test_a_product_arrives_with_everything_it_has(pair):
    content = replace(a_product("ALBA", "Black", "Red"), description="Fine", position=7)
    upsert(pair, content)
    assert pull(pair).items == 1
    assert shown(pair, "ALBA") == content
    assert pull(pair).items == 0


def test_a_price_alone_comes_as_a_price_alone(pair):
    upsert(pair, a_product("ALBA", "Black", "Red"), a_product("BORA"))
    pull(pair)
    assert reprice(pair, "ALBA-Black", 12300) == ("ALBA-Black",)
    assert reprice(pair, "ALBA-Black", 12300) == ()
    assert pull(pair).items == 0
    assert pull(pair, Stream.PRICES).items == 1
    black, red = shown(pair, "ALBA").variants
    assert black.prices == (Price(Money(12300, "EUR"), 12400),)
    assert red.prices == (Price(Money(18900, "EUR")),)
    assert contents_are_equal(pair, "ALBA")


def contents_are_equal(pair, code):
    with pair.server.reading(pair.scope) as shop:
        return shop.products.by_code(code).content == shown(pair, code)


def test_after_a_price_alone_an_unchanged_product_is_seen_as_unchanged(pair):
    upsert(pair, a_product("ALBA"))
    reprice(pair, "ALBA-Black", 12300)
    with pair.server.reading(pair.scope) as shop:
        content = shop.products.by_code("ALBA").content
    assert upsert(pair, content).unchanged == 1


def test_prices_of_an_unknown_sku_change_nothing(pair):
    upsert(pair, a_product("ALBA"))
    prices = {sku: (Price(Money(1, "EUR")),) for sku in ("ALBA-Black", "NOPE")}
    with pytest.raises(Unknown, match="NOPE"):
        pair.server.write(pair.scope, lambda shop: set_prices(shop, prices))
    pull(pair)
    assert shown(pair, "ALBA").variants[0].prices[0].money.amount_minor == 18900


def test_an_sku_that_moves_to_another_product_arrives_whatever_the_order(pair):
    alba, bora = a_product("ALBA", "Black", "Red"), a_product("BORA")
    upsert(pair, alba, bora)
    pull(pair)
    red = replace(alba.variants[1], sku="ALBA-Red")
    upsert(pair, replace(alba, variants=alba.variants[:1]))
    upsert(pair, replace(bora, variants=(*bora.variants, red)))
    upsert(pair, replace(alba, variants=alba.variants[:1], name="Later"))
    pair.network.most_items = 1
    pull(pair)
    assert [v.sku for v in shown(pair, "BORA").variants] == ["BORA-Black", "ALBA-Red"]
    with pair.mirror.reading(pair.scope) as shop:
        assert shop.notes.get("feed:catalogue:waiting") == []


def test_a_mirror_gets_the_settings_of_its_own_places_only(pair):
    other_store, other_device = Store(uuid7(), "2", "Two", "UTC", "DE"), uuid7()

    def choose(shop):
        shop.places.add_store(other_store)
        shop.devices.add(Device(other_device, other_store.id, "Other"))
        shop.settings.put(Setting("a", 1))
        shop.settings.put(Setting("b", 2, store_id=pair.place.store_id))
        shop.settings.put(Setting("c", 3, device_id=pair.place.device_id))
        shop.settings.put(Setting("d", 4, store_id=other_store.id))
        shop.settings.put(Setting("e", 5, device_id=other_device))

    pair.server.write(pair.scope, choose)
    pair.network.most_items = 2
    pull(pair, Stream.SETTINGS)
    with pair.mirror.reading(pair.scope) as shop:
        assert shop.settings.effective(pair.place.store_id, pair.place.device_id) == {"a": 1, "b": 2, "c": 3}


def test_a_cursor_the_server_does_not_know_begins_anew(pair):
    upsert(pair, a_product("ALBA"))
    pull(pair)
    for nonsense in ("x", "-1.0", "9" * 400, "1.no-id", "1"):
        pair.mirror.write(pair.scope, lambda shop, n=nonsense: shop.notes.put("feed:catalogue", n))
        assert pull(pair).items == 1


class Answering:
    """A server that gives one answer to everything."""

    def __init__(self, **answer):
        self.answer = {
            "items": [],
            "cursor": "1.a",
            "has_more": False,
            "server_time": "2026-03-02T12:00:00Z",
        } | answer

    def get(self, path, query):
        return self.answer

    def post(self, path, body):
        return {"accepted": [], "refused": [], "server_time": "2026-03-02T12:00:00Z"} | self.answer


@pytest.mark.parametrize(
    "answer", [{"protocol": 2}, {"items": [{}]}, {"server_time": "soon"}, {"items": None}, {"cursor": 5}]
)
def test_an_answer_that_cannot_be_read_changes_nothing(pair, answer):
    with pytest.raises(UnusableRecord):
        pull_feed(Answering(**answer), pair.place, Stream.CATALOGUE)
    with pair.mirror.reading(pair.scope) as shop:
        assert shop.notes.get("feed:catalogue") is None


def test_a_server_that_goes_in_circles_is_left_alone(pair):
    pull_feed(Answering(), pair.place, Stream.CATALOGUE)
    with pytest.raises(RetryLater):
        pull_feed(Answering(has_more=True), pair.place, Stream.CATALOGUE)


def test_one_broken_product_does_not_stop_the_rest(pair):
    broken = {"code": "X", "name": "X", "brand": "B", "gender": "??", "status": "published", "variants": []}
    assert (
        pull_feed(Answering(items=[broken]), pair.place, Stream.CATALOGUE).unusable[0].startswith("Product X")
    )


def sell(pair, sku="ALBA-Black", delta=-1):
    adjustment = StockAdjustment(uuid7(), sku, pair.place.store_id, delta, MovementReason.SALE)
    adjust_stock(pair.mirror, pair.scope, adjustment)


def test_a_sale_on_a_mirror_is_counted_on_the_server_and_told_to_the_platforms(pair):
    upsert(pair, a_product("ALBA"))
    pull(pair)
    sell(pair)
    sell(pair)
    assert push_outbox(pair.network, pair.place).accepted == 2
    with pair.server.reading(pair.scope) as shop:
        assert shop.stock.level(shop.products.variant_id("ALBA-Black"), pair.place.store_id) == -2
        assert shop.outbox.unsent_count() == 2


def message(pair, topic="stock_adjusted", **payload):
    known = {"sku": "ALBA-Black", "store_id": str(pair.place.store_id), "delta": -1, "reason": "sale"}
    made = OutboxMessage(uuid7(), topic, uuid7(), known | payload, pair.clock.now())
    pair.mirror.write(pair.scope, lambda shop: shop.outbox.append(made))
    return made.id


@pytest.mark.parametrize(
    "payload",
    [
        {"sku": "NOPE"}, {"sku": None}, {"sku": {"$ne": 1}}, {"delta": 0}, {"delta": True}, {"delta": 1.5},
        {"delta": 10**9}, {"reason": "magic"}, {"reason": None}, {"store_id": str(uuid7())}, {"store_id": 5},
    ],
)  # fmt: skip
def test_a_message_that_cannot_be_carried_out_is_set_aside_and_the_others_go_on(pair, payload):
    upsert(pair, a_product("ALBA"))
    bad, good = message(pair, **payload), message(pair)
    pushed = push_outbox(pair.network, pair.place)
    assert (pushed.accepted, len(pushed.refused)) == (1, 1)
    with pair.server.reading(pair.scope) as shop:
        assert shop.stock.level(shop.products.variant_id("ALBA-Black"), pair.place.store_id) == -1
        assert set(shop.device_events.known(pair.place.device_id, [bad, good])) == {bad, good}
    with pair.mirror.reading(pair.scope) as shop:
        assert shop.outbox.unsent_count() == 1


def test_a_server_that_acknowledges_nothing_or_others_things_is_left_alone(pair):
    message(pair)
    for answer in ({}, {"accepted": [str(uuid7())]}, {"refused": [{"id": str(uuid7()), "reason": "x"}]}):
        with pytest.raises(RetryLater):
            push_outbox(Answering(**answer), pair.place)
    with pytest.raises(UnusableRecord):
        push_outbox(Answering(accepted="all"), pair.place)
    with pair.mirror.reading(pair.scope) as shop:
        assert shop.outbox.unsent_count() == 1


@pytest.fixture
def eva(pair):
    """A seller of this store, known to the server."""
    user = User(uuid7(), "eva@example.com", "Eva", UserStatus.ACTIVE, CHEAP.hash("harbour lantern"))
    store = pair.place.store_id
    grant = Grant(uuid7(), user.id, BuiltInRole.SALES_STAFF, ScopeType.STORE, store_id=store)
    pair.server.write(pair.scope, lambda shop: (shop.staff.add(user), shop.rights.grant(grant)))
    return user


def login(pair, password="harbour lantern", **moment):
    known = {"wall": pair.clock.now(), "boot_id": "boot", "running_s": 11.0} | moment
    memory = StoredOfflineMemory(pair.mirror, pair.scope, pair.place.device_id)
    check = lambda kept, word: CHEAP.is_right(word, kept)  # noqa: E731
    return OfflineLogin(memory, lambda: Instant(**known), check).log_in("eva@example.com", password)


def test_staff_of_the_store_log_in_at_a_mirror_that_is_alone(pair, eva):
    pull(pair, Stream.RIGHTS)
    actor = login(pair)
    assert actor.user_id == eva.id
    assert Permission.ORDERS_CREATE in actor.permissions
    assert not actor.permissions & {
        Permission.CUSTOMERS_EXPORT,
        Permission.ORDERS_REFUND,
        Permission.ORDERS_UPDATE,
    }


def test_a_roster_comes_again_when_rights_change_or_a_day_has_passed(pair, eva):
    assert [pull(pair, Stream.RIGHTS).items for _ in range(2)] == [1, 0]
    pair.server.write(pair.scope, lambda shop: shop.staff.save(replace(eva, status=UserStatus.DISABLED)))
    assert pull(pair, Stream.RIGHTS).items == 1
    with pytest.raises(NotLetIn):
        login(pair)
    pair.clock.advance(86_400)
    assert pull(pair, Stream.RIGHTS).items == 1


def test_people_of_other_stores_and_people_without_a_password_are_on_no_roster(pair, eva):
    other = Store(uuid7(), "2", "Two", "UTC", "DE")
    invited = User(uuid7(), "new@example.com", "New", UserStatus.ACTIVE)

    def more(shop):
        shop.places.add_store(other)
        shop.staff.add(invited)
        shop.rights.grant(Grant(uuid7(), invited.id, BuiltInRole.STORE_MANAGER, ScopeType.TENANT))

    pair.server.write(pair.scope, more)
    with pair.server.reading(pair.scope) as shop:
        here, there = (build_roster(shop, pair.scope, s).people for s in (pair.place.store_id, other.id))
    assert ([p.email for p in here], there) == (["eva@example.com"], ())


def test_a_roster_of_another_key_store_or_age_is_not_taken(pair, eva):
    pull(pair, Stream.RIGHTS)
    with pair.server.reading(pair.scope) as shop:
        roster = build_roster(shop, pair.scope, pair.place.store_id)
    page = Answering(items=[{"roster": sign_roster(roster, new_key())}], cursor="x")
    assert pull_feed(page, pair.place, Stream.RIGHTS).unusable


def test_what_happened_while_alone_reaches_the_server_as_one_whole_chain(pair, eva):
    pull(pair, Stream.RIGHTS)
    login(pair)
    with pytest.raises(NotLetIn):
        login(pair, "wrong")
    assert push_outbox(pair.network, pair.place).accepted == 2
    login(pair)
    assert push_outbox(pair.network, pair.place).accepted == 1
    with pair.server.reading(pair.scope) as shop:
        events = shop.device_events.page(pair.place.device_id, 10)
        assert [event.payload["details"]["reason"] for event in events] == [
            "logged_in",
            "wrong_password",
            "logged_in",
        ]
        assert shop.audit.head()[0] == 0


def test_a_mirrors_trail_that_was_altered_is_written_down_on_the_server(pair, eva):
    pull(pair, Stream.RIGHTS)
    for _ in range(3):
        login(pair)

    def hide(connection):
        connection.exec_driver_sql("DROP TRIGGER audit_events_never_go")
        connection.execute(audit_events.delete().where(audit_events.c.sequence == 2))

    pair.databases[1].write(hide)
    push_outbox(pair.network, pair.place)
    with pair.server.reading(pair.scope) as shop:
        (alarm,) = shop.audit.records()
    assert (alarm.event.action, alarm.event.details) == ("kiosk:trail:broken", {"sequence": 3})


def test_locks_and_the_last_seen_time_survive_a_restart(pair, eva):
    pull(pair, Stream.RIGHTS)
    for _ in range(5):
        with pytest.raises(NotLetIn):
            login(pair, "wrong")
    with pytest.raises(NotLetIn) as locked:
        login(pair, boot_id="next", running_s=3.0, wall=pair.clock.now() + timedelta(days=1))
    assert (locked.value.reason, locked.value.wait_s) == ("locked", 300)
    with pytest.raises(NotLetIn) as behind:
        login(pair, wall=pair.clock.now() - timedelta(days=1))
    assert behind.value.reason == "clock_set_back"


def test_pieces_are_the_servers_and_what_it_was_not_told_yet(pair):
    def stand(store):
        with store.reading(pair.scope) as shop:
            return shop.stock.level(shop.products.variant_id("ALBA-Red"), pair.place.store_id)

    def count(store, delta):
        change = StockAdjustment(uuid7(), "ALBA-Red", pair.place.store_id, delta, MovementReason.COUNT)
        adjust_stock(store, pair.scope, change)

    pair.server.write(pair.scope, lambda shop: shop.product_writing.upsert([a_product("ALBA", "Red")]))
    count(pair.server, 7)
    pull_feed(pair.network, pair.place, Stream.STOCK)  # before its product: it waits
    pull_feed(pair.network, pair.place, Stream.CATALOGUE)
    pull_feed(pair.network, pair.place, Stream.STOCK)
    assert stand(pair.mirror) == 7
    count(pair.mirror, -2)
    count(pair.server, 10)
    pull_feed(pair.network, pair.place, Stream.STOCK)
    assert (stand(pair.mirror), stand(pair.server)) == (15, 17)
    push_outbox(pair.network, pair.place)
    pull_feed(pair.network, pair.place, Stream.STOCK)
    assert (stand(pair.mirror), stand(pair.server)) == (15, 15)
    assert pull_feed(pair.network, pair.place, Stream.STOCK).items == 0


def test_pieces_of_other_stores_are_nobodys_business(pair):
    def furnish(shop):
        other = Store(uuid7(), "2", "Two", "UTC", "DE")
        shop.places.add_store(other)
        shop.product_writing.upsert([a_product("ALBA", "Red")])
        return other.id

    other = pair.server.write(pair.scope, furnish).result
    adjust_stock(
        pair.server, pair.scope, StockAdjustment(uuid7(), "ALBA-Red", other, 5, MovementReason.COUNT)
    )
    assert pull_feed(pair.network, pair.place, Stream.STOCK).items == 0
