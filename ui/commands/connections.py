"""`varai connections …`: the online shops this machine's shop is joined to."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.commands.asked_keys import asked_keys
from ui.commands.examples import examples
from ui.commands.outcome import UNUSABLE_INPUT
from ui.commands.stock_places import change_places, first_places, say_places
from ui.commands.sync_words import (
    chosen,
    fail,
    opened_shop,
    print_json,
    refuse_for_server,
    say_connections,
    say_facts,
)

if TYPE_CHECKING:
    from app.domain.exchange import PlatformConnection
    from sync.platforms.values import RemoteLocation, ShopFacts
    from sync.runs.joining import NewConnection
    from ui.shop_sync import SyncedShop

app = typer.Typer(
    help="The online shops this shop is joined to.", no_args_is_help=True, rich_markup_mode=None
)

_PLACES_HELP = (
    "Which place of stock there is which store, such as --location 71=berlin; without a store it is this mirror's, "
    "and with nothing behind the = it is none. May stand several times."
)
PlacesTold = Annotated[list[str] | None, typer.Option("--location", metavar="ID=STORE", help=_PLACES_HELP)]
PlatformName = Literal["shopify", "woocommerce", "magento", "bigcommerce"]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
SecretFile = Annotated[
    Path | None,
    typer.Option(help="A file with the keys, one name=value a line (or JSON), instead of being asked."),
]
_FIELDS_HELP = (
    "Who wins for a field where both sides changed it, such as --wins name=shop. May stand several times."
)


@app.command(
    epilog=examples(
        "varai connections add woocommerce https://shop.example",
        "varai connections add shopify nord.myshopify.com --secret-file keys.txt --read-only",
    )
)
def add(
    platform: Annotated[PlatformName, typer.Argument(help="The kind of shop.")],
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Such as https://shop.example.")],
    name: Annotated[str | None, typer.Option(help="What you call it; the shop's own name without.")] = None,
    secret_file: SecretFile = None,
    ca_file: Annotated[
        Path | None, typer.Option(help="Certificates to trust beside the public ones (PEM).")
    ] = None,
    location: PlacesTold = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The shop stands in your own network (https only).")
    ] = False,
    create_missing: Annotated[
        bool,
        typer.Option("--create-missing", help="Create there what is published here and missing there."),
    ] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take off sale there what is taken off sale here.")
    ] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Never write anything to the shop.")] = False,
    wins: Annotated[list[str] | None, typer.Option(metavar="FIELD=shop|platform", help=_FIELDS_HELP)] = None,
    keep_demo: Annotated[
        bool, typer.Option("--keep-demo", help="Leave the demo frames in the mirror.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Join an online shop. Its keys are asked for, or read from VARAI_<PLATFORM>_<FIELD> or --secret-file;
    they are kept in this machine's key ring or secret store, never in the database."""
    from app.domain.exchange import Platform
    from sync.runs.joining import NewConnection

    kind = Platform(platform)
    if ca_file is not None and not ca_file.is_file():
        fail(f"There is no file {ca_file}.", as_json, UNUSABLE_INPUT)
    if read_only and (create_missing or withdraw):
        asked = "--create-missing" if create_missing else "--withdraw"
        fail(f"{asked} writes to the shop and --read-only forbids it.", as_json, UNUSABLE_INPUT)
    policy = _policy(
        wins or [],
        as_json,
        writes_products=not read_only,
        writes_stock=not read_only,
        creates_products=create_missing,
        withdraws_products=withdraw,
    )
    credentials = asked_keys(kind, secret_file, as_json)
    with opened_shop(as_json) as shop:
        refuse_for_server(shop, as_json)
        wanted = NewConnection(kind, address, name or "", credentials, policy, ca_file, allow_private)
        facts, locations = _try_out(shop, wanted, as_json)
        shop_name = facts.name.strip("/").rpartition("://")[2]
        wanted = replace(wanted, name=name or shop_name or address)
        places = first_places(shop, locations, location or [], as_json)
        connection = shop.joiner.add(wanted, places)
        left = 0 if keep_demo else _leave_demo(shop, facts.currency)
        _say_joined(connection, facts, left, as_json)


def _say_joined(connection: PlatformConnection, facts: ShopFacts, left: int, as_json: bool) -> None:
    if as_json:
        return print_json(
            id=connection.id, name=connection.name, address=connection.shop, demo_frames_left=left
        )
    say_facts(connection.name, facts, as_json=False)
    if left:
        print(f"  The {left} demo frames left the mirror.")
    print(f"Joined. Bring its frames in with: varai sync run {shlex.quote(connection.name)}")
    return None


@app.command("test")
def check(
    name: Annotated[str | None, typer.Argument(help="Name or address; all without.")] = None,
    as_json: AsJson = False,
) -> None:
    """Talk to the shop once. Do its address and keys work? Exit code 1 when not."""
    from app.domain.errors import ShopError

    is_good = True
    with opened_shop(as_json) as shop:
        refuse_for_server(shop, as_json)
        for connection in chosen(shop, name, as_json):
            try:
                with shop.joiner.link(connection) as link:
                    facts = link.adapter.check()
            except ShopError as problem:
                is_good = False
                _say_problem(connection.name, str(problem), as_json)
                continue
            is_good &= not facts.missing_rights
            say_facts(connection.name, facts, as_json)
    if not is_good:
        raise typer.Exit(1)


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Show the joined shops."""
    from sync.runs.status import read_state

    with opened_shop(as_json) as shop, shop.shop.store.reading(shop.shop.scope) as repositories:
        states = [read_state(repositories, one) for one in repositories.connections.all()]
    if not states and not as_json:
        print("No shop is joined yet: join one with “varai connections add”.")
        return
    say_connections(states, as_json)


@app.command(
    epilog=examples("varai connections locations", "varai connections locations Nord --location 71=berlin")
)
def locations(
    name: Annotated[str | None, typer.Argument(help="Name or address; all without.")] = None,
    location: PlacesTold = None,
    as_json: AsJson = False,
) -> None:
    """Show which place of stock is which store, or change it. What is counted anew follows the online shop."""
    with opened_shop(as_json) as shop:
        refuse_for_server(shop, as_json)
        connections = chosen(shop, name, as_json)
        if location and len(connections) > 1:
            fail("Name the shop whose places these are.", as_json, UNUSABLE_INPUT)
        for connection in connections:
            if location:
                change_places(shop, connection, location, as_json)
            say_places(shop, connection, as_json)


@app.command(
    epilog=examples("varai connections keys Nord", "varai connections keys Nord --secret-file keys.txt")
)
def keys(
    name: Annotated[str, typer.Argument(help="Name or address.")],
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Give a joined shop other keys, asked for as when it was joined. They are tried at the shop first: when it
    refuses them, the old ones stay. What is known of the shop stays in any case."""
    from app.domain.errors import ShopError

    with opened_shop(as_json) as shop:
        refuse_for_server(shop, as_json)
        connection, *others = chosen(shop, name, as_json)
        if others:
            fail(f"Several connections are called “{name}”: give the address.", as_json, UNUSABLE_INPUT)
        credentials = asked_keys(connection.platform, secret_file, as_json)
        try:
            facts = shop.joiner.try_keys(connection, credentials)
        except ShopError as problem:
            fail(f"{problem} Nothing was changed: the old keys stay.", as_json, 1)
        shop.joiner.store.write(
            shop.joiner.scope, lambda kept: shop.joiner.keep_keys(kept, connection.id, credentials)
        )
        say_facts(connection.name, facts, as_json)
        if not as_json:
            print("The new keys are kept.")


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="Name or address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Part with a shop and forget its keys. Frames and stock stay as they are."""
    with opened_shop(as_json) as shop:
        for connection in chosen(shop, name, as_json):
            if not yes and not typer.confirm(f"Part with {connection.name} ({connection.shop})?"):
                raise typer.Exit(1)
            shop.joiner.remove(connection)
            if as_json:
                print_json(removed=connection.name)
            else:
                print(f"Parted with {connection.name}; its keys are forgotten.")


def _policy(wins: list[str], as_json: bool, **switches: bool) -> Mapping[str, object]:
    from sync.reconcile.policy import read_policy

    told = dict(one.partition("=")[::2] for one in wins)
    policy = {"fields": told, **switches}
    try:
        read_policy(policy)
    except ValueError as problem:
        fail(f"--wins: {problem}.", as_json, UNUSABLE_INPUT)
    return policy


def _try_out(
    shop: SyncedShop, wanted: NewConnection, as_json: bool
) -> tuple[ShopFacts, tuple[RemoteLocation, ...]]:
    try:
        with shop.joiner.trial(wanted) as adapter:
            return adapter.check(), adapter.locations()
    except ValueError as problem:
        fail(str(problem), as_json, UNUSABLE_INPUT)


def _leave_demo(shop: SyncedShop, currency: str) -> int:
    from app.services.catalogue_file import read_catalogue
    from app.services.leave_demo import leave_demo
    from ui.shop import DEMO_CATALOGUE

    demo = read_catalogue(DEMO_CATALOGUE.read_text("utf-8"))
    codes = frozenset(product.code for product in demo.products)
    return leave_demo(shop.shop.store, shop.shop.scope, currency, codes)


def _say_problem(name: str, problem: str, as_json: bool) -> None:
    if as_json:
        print_json(connection=name, ok=False, error=problem)
    else:
        typer.echo(f"{name}: {problem}", err=True)
