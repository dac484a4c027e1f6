"""Whatever goes wrong and however much is logged: no key, secret or signature is in any word the program says."""

from __future__ import annotations

import logging

import pytest

from app.domain.exchange import Platform
from app.domain.syncing import RunKind
from sync.platforms.values import Credentials
from sync.runs.connection import run_once
from sync.runs.connection_secrets import ConnectionSecrets
from sync.runs.joining import Joiner, NewConnection
from sync.runs.link import Hooks
from tests.fakes.clock import ManualWallClock
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.served_shop import served_shop
from tests.fakes.shops.lines import quick_line
from tests.fakes.shops.serving import Fault, serving
from tests.fakes.shops.simulated import SIMULATED, credentials_of, simulated
from tests.fakes.tenants import NOON, add_tenant, open_shop

HOOK_SECRET = "signs-all-webhooks-of-nord"


@pytest.fixture(params=sorted(SIMULATED), ids=str)
def platform(request):
    return request.param


@pytest.fixture
def told(caplog):
    """Everything that was logged, down to the last detail."""
    caplog.set_level(logging.DEBUG)
    return lambda: caplog.text


def words_of(*things):
    return " ".join(f"{thing!r} {thing}" for thing in things)


@pytest.mark.parametrize(
    "fault", [None, Fault.RESET, Fault.HALF, Fault.NOT_JSON, Fault.THROTTLED, Fault.BROKEN]
)
def test_no_secret_is_in_a_log_an_error_a_repr_or_the_database(sqlite_database, platform, told, fault):
    clock = ManualWallClock(NOON)
    store = open_shop(sqlite_database)
    scope = add_tenant(store, "nord")
    joiner = Joiner(store, scope, RememberedSecrets(), clock, quick_line(), may_ask_loopback=True)
    keys = credentials_of(platform)
    shop = simulated(platform)
    with serving(shop) as address:
        wanted = NewConnection(Platform(platform), address, "Nord", keys)
        connection = joiner.add(wanted, {})
        joiner.keep_secrets(connection, ConnectionSecrets(keys, (HOOK_SECRET,)))
        if fault is not None:
            shop.faults.add(fault, times=100)
        with joiner.link(connection) as link:
            runs = [run_once(link, kind) for kind in (RunKind.PULL, RunKind.STOCK, RunKind.IDS)]
            said = words_of(link, joiner.secrets_of(connection), wanted, connection, *runs, Credentials(keys))
    said += told() + repr(Hooks("https://x", HOOK_SECRET))
    with store.reading(scope) as repositories:
        said += repr(repositories.sync_log.runs(connection.id, 9)) + repr(repositories.connections.all())
    assert not [secret for secret in (*keys.values(), HOOK_SECRET) if len(secret) > 7 and secret in said]


def test_each_run_that_did_something_is_one_line_of_the_log(sqlite_database, caplog):
    caplog.set_level(logging.INFO, logger="sync.runs.connection")
    with served_shop(sqlite_database, Platform.WOOCOMMERCE) as joined:
        joined.shop.add("BOLT")
        with joined.link() as link:
            run = run_once(link, RunKind.PULL)
    (line,) = [record for record in caplog.records if record.message == "run_ended"]
    assert (line.connection, line.run, line.counts["added"]) == (str(link.id), str(run.id), 1)
    assert line.cost["requests"] > 0
