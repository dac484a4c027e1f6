"""How `varai connections` and `varai sync` answer: tables and sentences for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from ui.commands.outcome import INTERRUPTED, UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from app.domain.exchange import PlatformConnection
    from app.domain.syncing import SyncRun
    from sync.central.standing import ServerState
    from sync.platforms.values import ShopFacts
    from sync.runs.link import Tell
    from sync.runs.preview import Change
    from sync.runs.states import ConnectionState
    from ui.shop_sync import SyncedShop

_NUMBERS = {
    "seen": "read",
    "added": "new",
    "changed": "changed",
    "unchanged": "as before",
    "set_aside": "set aside",
    "gone": "gone",
    "conflicts": "conflicts",
    "levels_seen": "stock levels",
    "levels_moved": "levels changed",
    "sent": "stock messages sent",
    "refused": "refused",
    "written": "written there",
    "created": "created there",
    "not_sold_there": "not sold there",
    "events": "events",
    "noted": "events noted for us",
    "replayed": "taken up again",
    "to_send": "stock messages to send",
    "ids_seen": "ids",
    "prices_seen": "prices",
}


_KINDS = {
    "events": "webhooks",
    "pull": "reading",
    "push": "sending",
    "ids": "comparing ids",
    "stock": "comparing stock",
    "prices": "comparing prices",
    "webhooks": "webhook subscriptions",
}
STOPPED = "Stopped. What was done until now is kept; the next run goes on from there."


@contextmanager
def opened_shop(as_json: bool) -> Iterator[SyncedShop]:
    """This machine's shop; every problem becomes its sentence and exit code 1 (2: asked wrongly)."""
    from pydantic import ValidationError

    from app.domain.errors import ShopError
    from app.settings import Settings
    from ui.shop import ShopClosed
    from ui.shop_sync import synced_shop

    try:
        with synced_shop(Settings()) as shop:
            yield shop
    except (ShopError, ShopClosed) as problem:
        fail(str(problem), as_json, 1)
    except KeyboardInterrupt:
        fail(STOPPED, as_json, INTERRUPTED)
    except ValidationError as error:
        fail(f"The settings cannot be used: {error.errors()[0]['msg']}.", as_json, UNUSABLE_INPUT)


def fail(sentence: str, as_json: bool, code: int) -> NoReturn:
    """Ends the command."""
    if as_json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    stop(sentence, code)


def chosen(shop: SyncedShop, name: str | None, as_json: bool) -> tuple[PlatformConnection, ...]:
    """The connection of this name, address or id; all of them without a name."""
    joined = shop.connections()
    if not joined:
        fail("No shop is joined yet: join one with “varai connections add”.", as_json, 1)
    if name is None:
        return joined
    found = tuple(one for one in joined if name in {one.name, one.shop, str(one.id)})
    if not found:
        names = ", ".join(one.name for one in joined)
        fail(f"There is no connection “{name}”. There are: {names}.", as_json, UNUSABLE_INPUT)
    return found


def refuse_for_server(shop: SyncedShop, as_json: bool) -> None:
    """Ends a command that would talk to a platform past the mirror's central server."""
    if shop.server:
        fail(f"This mirror is enrolled: {shop.server} synchronises with the online shops for it.", as_json, 1)


@contextmanager
def progress(as_json: bool) -> Iterator[Tell]:
    """A bar on the terminal, where there is one."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=as_json or not console.is_terminal
    ) as bars:
        task = bars.add_task("", total=None)

        def tell(what: str, done: int, expected: int | None) -> None:
            bars.update(task, description=what, completed=done, total=expected)

        yield tell


def print_json(**answer: Any) -> None:
    print(json.dumps(answer, ensure_ascii=False, default=str))


def say_facts(name: str, facts: ShopFacts, as_json: bool) -> None:
    if as_json:
        return print_json(connection=name, ok=not facts.missing_rights, **asdict(facts))
    known = "" if facts.name == name else f"{facts.name}, "
    print(f"{name}: {known}{facts.version}, prices in {facts.currency}.")
    for missing in facts.missing_rights:
        print(f"  Missing: {missing}")
    if not facts.missing_rights:
        print("  The keys work.")
    return None


def say_connections(states: Sequence[ConnectionState], as_json: bool) -> None:
    if as_json:
        return print_json(connections=[state_data(state) for state in states])
    rows = [(s.name, s.platform, s.shop, s.status.value.replace("_", " "), ago(s.lag_s)) for s in states]
    print_table(("Name", "Platform", "Address", "State", "Last synced"), rows)
    return None


def say_state(server: ServerState | None, states: Sequence[ConnectionState], as_json: bool) -> None:
    if as_json:
        return print_json(
            server=server and asdict(server), connections=[state_data(state) for state in states]
        )
    for line in (*server_lines(server), *(line for state in states for line in state_lines(state))):
        print(line)
    return None


def server_lines(state: ServerState | None) -> Iterator[str]:
    """How it stands with the server that synchronises for this mirror."""
    if state is None:
        return
    waiting = _count(state.unsent, "message") + " not yet told" if state.unsent else "everything is told"
    yield f"Server {state.url}: {_synced(state.lag_s)}, {waiting}{_oldest(state.oldest_unsent_s)}."
    for reason in state.refused:
        yield f"  The server did not carry out what it was told: {reason}"
    if state.reason:
        yield f"  {'Needs you' if state.needs_owner else 'The server is away'}: {state.reason}"
        if not state.needs_owner:
            yield "  Nothing is lost: a running mirror tries again by itself."


def state_lines(state: ConnectionState) -> Iterator[str]:
    """How it stands with a shop: what everybody wants to know first, then what matters only when there is some."""
    paused = ", paused" if state.status.value == "paused" else ""
    yield f"{state.name} ({state.shop}{paused}): {_synced(state.lag_s)}, {_waiting(state)}."
    if state.counts or state.failures:
        yield f"  Last 24 hours: {_day(state)}."
    if state.untried:
        why = "the shop does not tell all their dimensions; --problems names them"
        yield f"  {_count(state.untried, 'product')} cannot be tried on: {why}."
    if state.unused or state.conflicts or state.dead_letters:
        yield f"  For you to look at: {_to_look_at(state)}; --problems names them."
    if state.reason:
        yield f"  {'Needs you' if state.needs_owner else 'The last run did not end well'}: {state.reason}"


def _synced(lag_s: float | None) -> str:
    return "never synced yet" if lag_s is None else f"last synced {ago(lag_s)}"


def _waiting(state: ConnectionState) -> str:
    hooks = state.inbox.get("pending", 0)
    waits = [
        f"{_count(state.unsent, 'stock change')} not yet sent{_oldest(state.oldest_unsent_s)}"
        if state.unsent
        else "",
        f"{_count(hooks, 'webhook')} waiting" if hooks else "",
    ]
    return ", ".join(filter(None, waits)) or "nothing waits"


def _day(state: ConnectionState) -> str:
    parts = [
        numbers(state.counts),
        f"{_count(state.failures, 'run')} did not end well" if state.failures else "",
        f"waited {_span(state.waited_s)} for limits and before trying again" if state.waited_s >= 1 else "",
    ]
    return "; ".join(filter(None, parts))


def _to_look_at(state: ConnectionState) -> str:
    parts = [
        (state.unused, "record", "set aside"),
        (state.dead_letters, "webhook", "given up"),
        (state.conflicts, "field", "changed on both sides"),
    ]
    return ", ".join(f"{_count(number, what)} {became}" for number, what, became in parts if number)


def _oldest(seconds: float | None) -> str:
    return "" if seconds is None else f" (the oldest for {_span(seconds)})"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def state_data(state: ConnectionState) -> dict[str, Any]:
    return {
        **asdict(state),
        "id": str(state.id),
        "synced_at": state.synced_at and state.synced_at.isoformat(),
    }


def say_runs(name: str, runs: Sequence[SyncRun], as_json: bool) -> None:
    if as_json:
        listed = [
            {"kind": r.kind, "outcome": r.outcome, "counts": r.counts, "cost": r.cost, "reason": r.reason}
            for r in runs
        ]
        return print_json(connection=name, runs=listed)
    for run in runs:
        words = {"done": "done", "later": "broken off", "needs_owner": "needs you", "failed": "failed"}
        seconds = (run.ended_at - run.started_at).total_seconds() if run.ended_at else 0
        told = numbers(run.counts) or "nothing to do" if run.outcome.value == "done" else numbers(run.counts)
        spent = f" {cost(run.cost)}" if run.cost else ""
        ended = f"{words[run.outcome.value]} in {seconds:.1f} s"
        print(f"{name}: {_KINDS[run.kind.value]} {ended}{': ' * bool(told)}{told}.{spent}")
        if run.reason:
            print(f"  {run.reason}")
        if run.outcome.value == "later":
            print("  What was done is kept: run it again later, and it goes on there.")
    return None


def say_changes(name: str, changes: Sequence[Change], counts: Mapping[str, int], most: int) -> None:
    rows = [
        (
            one.external_id,
            one.name,
            one.what,
            ", ".join(one.here),
            ", ".join(one.there),
            one.reason,
        )
        for one in changes[:most]
    ]
    if rows:
        print_table(("Id", "Product", "", "Changes here", "Changes there", "Why not"), rows)
    if len(changes) > most:
        print(f"… and {len(changes) - most:,} more; --all shows them.")
    print(f"{name}: {numbers(counts) or 'nothing to do'}. Nothing was changed: this was a plan.")


def numbers(counts: Mapping[str, int]) -> str:
    """`120 read, 3 new, 117 as before`."""
    known = [(word, counts[name]) for name, word in _NUMBERS.items() if counts.get(name)]
    return ", ".join(f"{count:,} {word}" for word, count in known)


def cost(told: Mapping[str, float]) -> str:
    """What talking to the platform took."""
    parts = [f"{told.get('requests', 0):,.0f} requests", f"{told.get('received_bytes', 0) / 1e6:,.1f} MB"]
    if told.get("points"):
        parts.append(f"{told['points']:,.0f} points")
    if told.get("retries"):
        parts.append(f"{told['retries']:,.0f} repeated")
    if told.get("waited_s"):
        parts.append(f"{told['waited_s']:.1f} s waited for limits")
    return f"Cost: {', '.join(parts)}."


def ago(seconds: float | None) -> str:
    return "never" if seconds is None else f"{_span(seconds)} ago"


def _span(seconds: float) -> str:
    steps: tuple[tuple[float, str], ...] = ((86400, "d"), (3600, "h"), (60, "min"))
    for length, word in steps:
        if seconds >= length:
            return f"{seconds / length:.0f} {word}"
    return f"{seconds:.0f} s"


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*heads, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


Ask = Callable[[str, bool], str]


def ask(words: str, is_secret: bool, *, may_be_empty: bool = False) -> str:
    """From the terminal; a secret is not shown."""
    if may_be_empty:
        told: str = typer.prompt(f"{words} (or Enter)", hide_input=is_secret, default="", show_default=False)
        return told.strip()
    told = typer.prompt(words, hide_input=is_secret)
    return told.strip()
