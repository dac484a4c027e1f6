"""`varai devices …`: enrol this machine as a mirror, and look after the mirrors of the company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.central_words import (
    AsJson,
    asking,
    own_secrets,
    reached,
    say,
    say_rows,
    signed_in,
    store_id_of,
)
from ui.commands.examples import examples
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from sync.central.http_wire import HttpWire
    from sync.central.staff import StaffSession

app = typer.Typer(
    help="Mirrors: enrol this machine, or look after all of them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Mirror = Annotated[str, typer.Argument(metavar="MIRROR", help="Its name or id.")]
StoreCode = Annotated[str, typer.Option("--store", help="The code of the store it stands in.")]


@app.command(
    epilog=examples(
        "varai devices enrol https://varai.example", "varai devices enrol https://varai.example --code CODE"
    )
)
def enrol(
    url: Annotated[str, typer.Argument(metavar="URL", help="The central server's address.")],
    code: Annotated[str | None, typer.Option(help="A one-time code you were given.")] = None,
    name: Annotated[str, typer.Option(help="What this mirror is called.")] = "Mirror",
    as_json: AsJson = False,
) -> None:
    """Enrol this machine as a mirror. With a one-time code, or with a code shown here that a manager types."""
    with asking(as_json), reached(url) as wire:
        found = _redeemed(wire, code) if code else _approved(wire, name, as_json)
        _join(found)
    sentence = f"Enrolled: {found['device_name']} in {found['store_name']} ({found['tenant_name']})."
    shown = {part: found[part] for part in ("tenant_id", "store_id", "device_id")}
    say(shown, sentence, as_json)


@app.command()
def rotate(as_json: AsJson = False) -> None:
    """Change this mirror's key now. It changes by itself every ninety days."""
    from app.domain.errors import NeedsOwner
    from app.wall_clock import MachineClock
    from sync.central.device import DeviceSession, read_identity

    with asking(as_json):
        secrets = own_secrets()
        identity = read_identity(secrets)
        if identity is None:
            raise NeedsOwner("This machine is not enrolled. Enrol it with “varai devices enrol”.")
        with reached(identity.url) as wire:
            DeviceSession(wire, secrets, MachineClock()).rotate()
    say({"rotated": True}, "This mirror has a new key. The old one counts for another day.", as_json)


@app.command()
def sync(as_json: AsJson = False) -> None:
    """Exchange news with the server now. A running mirror does so by itself."""
    from app.domain.errors import NeedsOwner
    from app.settings import Settings
    from sync.central.exchange import exchange
    from ui.shop_sync import own_server, synced_shop

    with asking(as_json), synced_shop(Settings()) as shop:
        done = exchange(own_server(Settings(), shop.shop))
        if done is None:
            raise NeedsOwner("This machine is not enrolled. Enrol it with “varai devices enrol”.")
    answer = {"read": done.read, "told": done.told, "set_aside": list(done.set_aside)}
    say(answer, "\n".join([f"Read {done.read:,} changes, told {done.told:,}.", *done.set_aside]), as_json)


@app.command("list")
def list_devices(as_json: AsJson = False) -> None:
    """Show the mirrors of your stores."""
    with signed_in(as_json) as session:
        found = list(session.every("/v1/devices"))
    columns = {"name": "Name", "status": "State", "last_seen_at": "Last seen", "id": "Id"}
    say_rows(found, columns, "No mirror is enrolled yet.", as_json)


@app.command()
def code(
    store: StoreCode,
    name: Annotated[str, typer.Option(help="What the mirror is to be called.")] = "Mirror",
    as_json: AsJson = False,
) -> None:
    """Make a one-time code for whoever sets a mirror up."""
    with signed_in(as_json) as session:
        made = session.post("/v1/devices/codes", {"store_id": store_id_of(session, store), "name": name})
    say(made, f"{made['code']}\nIt counts once, until {made['expires_at']}.", as_json)


@app.command()
def approve(
    shown: Annotated[str, typer.Argument(metavar="CODE", help="The code the mirror shows.")],
    store: StoreCode,
    name: Annotated[str | None, typer.Option(help="What the mirror is to be called.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let a mirror in that shows a code."""
    with signed_in(as_json) as session:
        body = {"user_code": shown, "store_id": store_id_of(session, store), "name": name}
        made = session.post("/v1/devices/enrolments/approve", body)
    say(made, f"{made['name']} is let in.", as_json)


@app.command()
def revoke(mirror: Mirror, as_json: AsJson = False) -> None:
    """Send a mirror away. From its next request on nothing opens for it."""
    with signed_in(as_json) as session:
        gone = session.post(f"/v1/devices/{_mirror(session, mirror)['id']}/revoke", {})
    say(gone, f"{gone['name']} is sent away. It can be enrolled anew.", as_json)


def _redeemed(wire: HttpWire, code: str) -> dict[str, Any]:
    from app.wall_clock import MachineClock
    from sync.central.device import redeem_code

    return redeem_code(wire, code, own_secrets(), MachineClock())


def _approved(wire: HttpWire, name: str, as_json: bool) -> dict[str, Any]:
    """Shows a code and waits until a manager has typed it; stops with a sentence when its time is over."""
    from app.wall_clock import MachineClock
    from engine.clock import MonotonicClock
    from sync.central.device import NotYet, ask_enrolment, poll_enrolment

    clock, pause = MachineClock(), MonotonicClock()
    waiting = ask_enrolment(wire, name, clock)
    typer.echo(f"Code: {waiting.user_code}", err=as_json)
    typer.echo("A manager types it: varai devices approve CODE --store …", err=True)
    while True:
        try:
            return poll_enrolment(wire, waiting, own_secrets(), clock)
        except NotYet as early:
            if clock.now() >= waiting.expires_at:
                stop("Nobody has typed the code in time. Start again for a new one.", 1)
            pause.wait_until_ns(pause.now_ns() + round(early.wait_s * 1e9))


def _join(enrolled: dict[str, Any]) -> None:
    """Makes this machine's own store the one of the company."""
    from app.bus import Bus
    from app.services.join_company import join_company
    from app.settings import Settings
    from ui.shop import ShopClosed, own_shop

    try:
        with own_shop(Settings(), Bus()) as shop:
            join_company(shop.store, enrolled)
    except ShopClosed as problem:
        stop(str(problem), 1)


def _mirror(session: StaffSession, named: str) -> dict[str, Any]:
    found = [one for one in session.every("/v1/devices") if named in {one["id"], one["name"]}]
    if not found:
        stop(f"There is no mirror {named} among those you can see.", UNUSABLE_INPUT)
    if len(found) > 1:
        ids = ", ".join(str(one["id"]) for one in found)
        stop(f"Several mirrors are called {named}. Say which by its id: {ids}.", UNUSABLE_INPUT)
    return found[0]
