"""`varai audit …`: whether the trail of what was done is whole, and a copy of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.db_words import answering
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from app.domain.tenancy import Tenant, TenantScope
    from app.store.unit_of_work import ShopStore

app = typer.Typer(
    help="The trail of what was done: check it, or take a copy.", no_args_is_help=True, rich_markup_mode=None
)

Place = Annotated[
    str | None, typer.Option("--database", metavar="PATH|URL", help="Instead of this machine's own.")
]
Whose = Annotated[
    str | None, typer.Option("--tenant", help="The shop's short name, where there are several.")
]
OnServer = Annotated[
    bool, typer.Option("--server", help="The trail on the central server, as whoever is signed in.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]

_WORDS = {
    "changed": "Record {n} was changed after it was written.",
    "missing": "Record {n} is missing.",
    "unlinked": "Record {n} does not follow the one before it: it was changed or moved.",
    "truncated": "The end was cut off: records from {n} on are missing, a signed checkpoint tells of them.",
    "forked": "Records up to {n} were written anew: they are not the ones a signed checkpoint tells of.",
    "forged_checkpoint": "A checkpoint of {n} records was not signed by this machine's key.",
}


@app.command()
def verify(
    database: Place = None,
    tenant: Whose = None,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Checkpoints kept elsewhere, instead of those in the data folder.")
    ] = None,
    server: OnServer = False,
    file: Annotated[
        Path | None,
        typer.Option(help="A copy that “varai audit export” wrote, checked without any database."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="The public key for --file, as “varai audit key” wrote it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every record and every checkpoint. Exit code 1 when something was changed, removed or cut off."""
    if file is not None:
        return _verify_file(file, key, checkpoints, as_json)
    if server:
        return _verify_there(as_json)
    from app.access.keys import kept_key
    from app.secrets.choice import open_secrets
    from app.services.audit_trail import SIGNING_KEY, verify_trail
    from app.settings import Settings
    from app.store.checkpoint_file import CHECKPOINTS_FILE, read_checkpoints

    settings = Settings()
    with _trail(database, tenant, as_json) as (store, owner, scope):
        own = kept_key(
            open_secrets(settings.secret_store, settings.data_dir, settings.secret_key_file), SIGNING_KEY
        )
        kept = read_checkpoints(checkpoints or settings.data_dir / CHECKPOINTS_FILE, owner.id)
        report = verify_trail(store, scope, own.public, kept)
    findings = [{"damage": f.damage.value, "sequence": f.sequence} for f in report.findings]
    answer = {"records": report.record_count, "checkpoints": report.checkpoint_count}
    _say(owner.slug, answer | {"head": report.head_hash.hex(), "findings": findings}, as_json)
    return None


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write; standard output without.")] = None,
    database: Place = None,
    tenant: Whose = None,
    server: OnServer = False,
) -> None:
    """Write every record and checkpoint, one JSON object a line."""
    if server:
        return _export_there(file)
    from app.services.audit_trail import export_trail

    with _trail(database, tenant, as_json=False) as (store, _, scope):
        lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in export_trail(store, scope))
        if file is None:
            for line in lines:
                typer.echo(line, nl=False)
            return None
        with file.open("w", encoding="utf-8") as opened:
            opened.writelines(lines)
    return None


@app.command("key")
def show_key(server: OnServer = False) -> None:
    """Write the public key that checkpoints are signed for. Keep it apart from the trail: it proves copies."""
    from ui.commands.central_words import asking, own_secrets, signed_in

    if server:
        with signed_in(as_json=False) as session:
            print(json.dumps(session.get("/v1/audit/key", {})))
        return
    from app.access.keys import kept_key, public_jwk
    from app.services.audit_trail import SIGNING_KEY

    with asking(as_json=False):
        print(json.dumps(public_jwk(kept_key(own_secrets(), SIGNING_KEY).public)))


@app.command("list")
def list_records(
    last: Annotated[int, typer.Option(min=1, max=100_000, help="How many of the newest.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what was done and refused. As the central server has it, newest last."""
    from collections import deque

    from ui.commands.central_words import say_rows, signed_in

    with signed_in(as_json) as session:
        found = deque(session.every("/v1/audit"), maxlen=last)
    columns = {
        "sequence": "No",
        "happened_at": "When",
        "action": "What",
        "object_kind": "On",
        "result": "Result",
    }
    say_rows(list(found), columns | {"actor_id": "Who"}, "Nothing was recorded yet.", as_json)


def _verify_file(file: Path, key: Path | None, witnesses: Path | None, as_json: bool) -> None:
    from app.access.keys import key_from_jwk
    from app.services.audit_trail import verify_export
    from app.store.checkpoint_file import read_checkpoints
    from ui.commands.central_words import asking

    if key is None:
        stop("Give the public key with --key; “varai audit key” writes it.", UNUSABLE_INPUT)
    with asking(as_json):
        try:
            public = key_from_jwk(json.loads(key.read_text("utf-8")))
        except ValueError:
            stop(f"{key} is no public key. “varai audit key” writes one.", UNUSABLE_INPUT)
        with file.open(encoding="utf-8") as lines:
            report = verify_export(
                lines, public, lambda owner: read_checkpoints(witnesses, owner) if witnesses else ()
            )
    findings = [{"damage": f.damage.value, "sequence": f.sequence} for f in report.findings]
    answer = {"records": report.record_count, "checkpoints": report.checkpoint_count}
    _say(file.name, answer | {"head": report.head_hash.hex(), "findings": findings}, as_json)


def _verify_there(as_json: bool) -> None:
    from ui.commands.central_words import signed_in

    with signed_in(as_json) as session:
        report = session.get("/v1/audit/verification", {})
    _say("server", report, as_json)


def _export_there(file: Path | None) -> None:
    from ui.commands.central_words import signed_in

    with signed_in(as_json=False) as session:
        text = session.text("/v1/audit/export")
        if file is None:
            typer.echo(text.decode(), nl=False)
        else:
            file.write_bytes(text)


@contextmanager
def _trail(
    place: str | None, slug: str | None, as_json: bool
) -> Iterator[tuple[ShopStore, Tenant, TenantScope]]:
    """The store and the tenant whose trail it is. Whoever holds the machine may look at it."""
    from app.access.authorise import authorise
    from app.bus import Bus
    from app.domain.access import Actor, Permission
    from app.domain.errors import ShopError
    from app.settings import Settings
    from app.store.address import DATABASE_FILE, SqliteAddress, parse_address
    from app.store.connections import open_database
    from app.store.unit_of_work import ShopStore
    from app.wall_clock import MachineClock

    with answering(as_json):
        address = parse_address(place) if place else SqliteAddress(Settings().data_dir / DATABASE_FILE)
        database = open_database(address)
        try:
            store = ShopStore(database, Bus(), MachineClock())
            owner = _tenant(store, slug)
            scope = authorise(Actor(owner.id, frozenset({Permission.AUDIT_VERIFY})), Permission.AUDIT_VERIFY)
            yield store, owner, scope
        except ShopError as error:
            stop(str(error), 1)
        finally:
            database.close()


def _tenant(store: ShopStore, slug: str | None) -> Tenant:
    from uuid import UUID

    from app.access.authorise import authorise_platform
    from app.domain.access import Actor, Permission

    nobody = Actor(UUID(int=0), frozenset({Permission.TENANTS_READ}))
    with store.reading_directory(authorise_platform(nobody, Permission.TENANTS_READ)) as directory:
        found = [tenant for tenant in directory.all() if slug in {None, tenant.slug}]
    if not found:
        stop(
            f"There is no shop named {slug}." if slug else "There is no shop in this database yet.",
            UNUSABLE_INPUT,
        )
    if len(found) > 1:
        names = ", ".join(tenant.slug for tenant in found)
        stop(f"There are several shops here. Say which one with --tenant: {names}.", UNUSABLE_INPUT)
    return found[0]


def _say(whose: str, report: dict[str, Any], as_json: bool) -> None:
    """Leaves with code 1 when something is wrong."""
    if as_json:
        print(json.dumps({"tenant": whose, **report}))
    else:
        _say_in_words(whose, report)
    if report["findings"]:
        raise typer.Exit(1)


def _say_in_words(whose: str, report: dict[str, Any]) -> None:
    print(f"{whose}: {report['records']:,} records, {report['checkpoints']:,} checkpoints.")
    for finding in report["findings"]:
        print("  " + _WORDS[finding["damage"]].format(n=f"{finding['sequence']:,}"))
    if not report["findings"]:
        print("  The trail is whole.")
    if not report["checkpoints"]:
        print("  No checkpoint was taken yet: whether its end was cut off cannot be told.")
