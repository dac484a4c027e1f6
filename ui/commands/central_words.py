"""How commands that ask the central server answer: tables for people, JSON for programs, one sentence for trouble."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ui.commands.outcome import UNUSABLE_INPUT, file_trouble, stop

if TYPE_CHECKING:
    from app.ports import SecretStore
    from sync.central.http_wire import HttpWire
    from sync.central.staff import StaffSession

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_WIDE = 240
"""Characters in a line that goes to a file or another program: nothing is cut."""

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of words.")]


@contextmanager
def asking(as_json: bool) -> Iterator[None]:
    """Turns trouble into its sentence and exit code 1."""
    from app.domain.errors import ShopError

    try:
        yield
    except ShopError as problem:
        _fail(str(problem), getattr(problem, "reason", "failed"), as_json)
    except OSError as error:
        _fail(file_trouble(error), "unwritable", as_json)


@contextmanager
def signed_in(as_json: bool) -> Iterator[StaffSession]:
    """The server, as whoever is signed in on this machine."""
    from app.wall_clock import MachineClock
    from sync.central.staff import StaffSession, read_sign_in

    with asking(as_json):
        secrets = own_secrets()
        with reached(read_sign_in(secrets).url) as wire:
            yield StaffSession(wire, secrets, MachineClock())


@contextmanager
def reached(url: str) -> Iterator[HttpWire]:
    """A wire to the server at this address."""
    from sync.central.http_wire import HttpWire

    wire = HttpWire(url if "://" in url else f"https://{url}")
    try:
        yield wire
    finally:
        wire.close()


def own_secrets() -> SecretStore:
    """This machine's secret store."""
    from app.secrets.choice import open_secrets
    from app.settings import Settings

    settings = Settings()
    return open_secrets(settings.secret_store, settings.data_dir, settings.secret_key_file)


def say_rows(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], nothing: str, as_json: bool
) -> None:
    """A table of `columns` (heading by field), or all fields as JSON; `nothing` when there are no rows."""
    from rich.console import Console
    from rich.table import Table

    if as_json:
        print(json.dumps(list(rows), ensure_ascii=False))
        return
    if not rows:
        print(nothing)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(field)) for field in columns))
    console = Console()
    (console if console.is_terminal else Console(width=_WIDE)).print(table)


def say(answer: Mapping[str, Any], sentence: str, as_json: bool) -> None:
    print(json.dumps(answer, ensure_ascii=False) if as_json else sentence)


def store_id_of(session: StaffSession, code: str) -> str:
    """The id of the store with this code; leaves with a sentence when there is none."""
    stores = list(session.every("/v1/stores"))
    found = next((str(one["id"]) for one in stores if code in {one["code"], one["id"]}), None)
    if found is None:
        known = ", ".join(f"{one['code']} ({one['name']})" for one in stores) or "none"
        stop(f"There is no store {code}. Stores you can see: {known}.", UNUSABLE_INPUT)
    return found


def _cell(value: object) -> str:
    """Moments to the minute, in UTC as the server tells them."""
    if value is None:
        return "-"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{text[:10]} {text[11:16]}" if _MOMENT.match(text) else text


def _fail(sentence: str, reason: str, as_json: bool) -> NoReturn:
    if as_json:
        print(json.dumps({"error": {"code": reason, "message": sentence}}, ensure_ascii=False))
    stop(sentence, 1)
