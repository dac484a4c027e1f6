"""`varai sync …`: bring this shop and its online shops to say the same."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ui.commands.examples import examples
from ui.commands.sync_words import (
    chosen,
    fail,
    opened_shop,
    print_json,
    progress,
    refuse_for_server,
    say_changes,
    say_runs,
    say_state,
)

app = typer.Typer(
    help="Bring this shop and its online shops to say the same.", no_args_is_help=True, rich_markup_mode=None
)

Which = Annotated[str | None, typer.Argument(metavar="[NAME]", help="Name or address; all without.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a shop instead of words.")]


class Part(StrEnum):
    """A part of a run."""

    EVENTS = "events"
    PULL = "pull"
    PUSH = "push"
    IDS = "ids"
    STOCK = "stock"
    PRICES = "prices"


@app.command(epilog=examples("varai sync run", "varai sync run Nord --full", "varai sync run --only push"))
def run(
    name: Which = None,
    full: Annotated[
        bool, typer.Option("--full", help="Also compare all ids, stock levels and prices.")
    ] = False,
    only: Annotated[
        list[Part] | None, typer.Option(help="Only this part of a run. May stand several times.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan; change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Synchronise now. Exit code 1 when something could not be done."""
    from app.domain.syncing import RunKind, RunOutcome
    from sync.runs.connection import kinds_for, run_connection

    if dry_run:
        return plan(name, as_json=as_json)
    is_good = True
    with opened_shop(as_json) as shop:
        refuse_for_server(shop, as_json)
        for connection in chosen(shop, name, as_json):
            with progress(as_json) as tell, shop.joiner.link(connection, tell) as link:
                kinds = [RunKind(part.value) for part in only or ()] or kinds_for(
                    link.adapter.capabilities, full
                )
                runs = run_connection(link, shop.shop.database, kinds)
            if runs is None:
                fail(f"{connection.name} is being synchronised by another program right now.", as_json, 1)
            else:
                say_runs(connection.name, runs, as_json)
                is_good &= all(one.outcome is RunOutcome.DONE for one in runs)
    if not is_good:
        raise typer.Exit(1)
    return None


@app.command()
def plan(
    name: Which = None,
    show_all: Annotated[bool, typer.Option("--all", help="Show every product that would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the shop and show what a run would change here and there. Changes nothing."""
    from dataclasses import asdict

    from sync.runs.counts import Counts
    from sync.runs.preview import preview

    with opened_shop(as_json) as shop:
        refuse_for_server(shop, as_json)
        for connection in chosen(shop, name, as_json):
            total = Counts()
            with progress(as_json) as tell, shop.joiner.link(connection, tell) as link:
                changes = list(preview(link, total))
                took = {key: amount for key, amount in asdict(link.adapter.cost()).items() if amount}
            if as_json:
                print_json(
                    connection=connection.name,
                    counts=total.as_data(),
                    cost=took,
                    changes=[asdict(one) for one in changes],
                )
            else:
                say_changes(connection.name, changes, total.as_data(), 10**9 if show_all else 40)


@app.command()
def status(
    name: Which = None,
    problems: Annotated[
        bool, typer.Option("--problems", help="List what was set aside, and where both sides disagreed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """How it stands. Last synced, what waits, what was set aside, what needs you, and the server of this mirror."""
    from sync.runs.status import read_state

    with opened_shop(as_json) as shop, shop.shop.store.reading(shop.shop.scope) as repositories:
        connections = shop.connections() if shop.standing and not name else chosen(shop, name, as_json)
        say_state(shop.standing, [read_state(repositories, one) for one in connections], as_json)
        if shop.server and connections and not as_json:
            print("They rest: the server synchronises with the online shops for this mirror.")
        if problems and not as_json:
            for connection in connections:
                for aside in repositories.sync_log.all_set_aside(connection.id, 200):
                    print(f"{connection.name}: {aside.kind} {aside.external_id}: {aside.reason}")
                for conflict in repositories.sync_log.conflicts(connection.id, 200):
                    print(
                        f"{connection.name}: {conflict.field} {conflict.sku}: the {conflict.winner} won; "
                        f"ours {conflict.said['ours']}, theirs {conflict.said['theirs']}"
                    )


@app.command()
def replay(name: Which = None, as_json: AsJson = False) -> None:
    """Give what was set aside another chance. Dead webhooks, refused messages, broken records."""
    from sync.runs.counts import Counts
    from sync.runs.replay import replay as take_up
    from ui.commands.sync_words import numbers

    with opened_shop(as_json) as shop:
        refuse_for_server(shop, as_json)
        for connection in chosen(shop, name, as_json):
            total = Counts()
            with (
                progress(as_json) as tell,
                shop.joiner.link(connection, tell) as link,
                shop.shop.database.alone(f"sync-{connection.id}") as is_alone,
            ):
                if not is_alone:
                    fail(f"{connection.name} is being synchronised right now.", as_json, 1)
                take_up(link, total)
            if as_json:
                print_json(connection=connection.name, counts=total.as_data())
            else:
                print(f"{connection.name}: {numbers(total.as_data()) or 'nothing was set aside'}.")
