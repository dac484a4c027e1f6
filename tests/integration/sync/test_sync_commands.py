"""`varai connections` and `varai sync` against a simulated WooCommerce shop behind real HTTP."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from app.domain.exchange import Platform
from app.secrets.file_store import FileSecrets
from sync.central.device import DeviceIdentity, forget_identity, keep_identity
from tests.fakes.shops.serving import Fault, serving
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.woocommerce import WooShop
from ui.cli import app

KEYS = credentials_of(Platform.WOOCOMMERCE)


@pytest.fixture
def shop():
    shop = WooShop()
    shop.add("ALBA", choices=("Black", "Red"))
    shop.add("BOLT")
    with serving(shop):
        yield shop


@pytest.fixture
def varai(tmp_path, monkeypatch, shop):
    """Runs a command; its answer and exit code."""
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VARAI_SECRET_STORE", "file")
    for name, value in KEYS.items():
        monkeypatch.setenv(f"VARAI_WOOCOMMERCE_{name.upper()}", value)

    def run(*words, code=0):
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == code, done.output
        assert not any(secret in done.output for secret in KEYS.values())
        return done.output

    return run


@pytest.fixture
def joined(varai, shop):
    varai("connections", "add", "woocommerce", shop.address, "--name", "Nord")
    return varai


def answer(output):
    return json.loads(output.splitlines()[-1])


def test_a_shop_is_joined_tested_listed_and_parted_with(varai, shop, tmp_path):
    said = varai("connections", "add", "woocommerce", shop.address)
    assert "Eyewear Test" in said
    assert "demo frames left the mirror" in said
    assert "The keys work." in varai("connections", "test")
    assert shop.address in varai("connections", "list").replace("\n", "")
    assert "Parted" in varai("connections", "remove", "Eyewear Test", "--yes")
    assert "No shop is joined" in varai("connections", "list")
    assert list((tmp_path / "secrets").glob("*.secret")) == []


def test_the_keys_lie_encrypted_in_the_secret_store_and_nowhere_else(joined, tmp_path):
    joined("sync", "run")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(secret.encode() in content for secret in KEYS.values()), path


def test_the_frames_of_the_shop_are_brought_in_and_a_second_run_finds_nothing_new(joined):
    first = answer(joined("sync", "run", "--json"))
    pulled = next(run for run in first["runs"] if run["kind"] == "pull")
    assert pulled["counts"] == {"seen": 2, "added": 2, "levels_seen": 3, "levels_moved": 3}
    assert pulled["cost"]["requests"] >= 2
    said = joined("sync", "run", "Nord", "--full")
    assert "new" not in said
    assert "Cost:" in said


def test_a_dry_run_prints_the_plan_and_changes_nothing(joined, shop):
    said = joined("sync", "run", "--dry-run")
    assert "Frame ALBA" in said
    assert "Nothing was changed" in said
    assert answer(joined("sync", "plan", "--json"))["counts"]["added"] == 2
    joined("sync", "run")
    shop.clock.advance(3600)
    shop.edit(101, name="Alba II")
    (change,) = answer(joined("sync", "plan", "--json"))["changes"]
    assert (change["what"], change["here"], change["there"]) == ("change", ["name"], [])


def test_status_tells_when_it_was_synced_and_what_waits(joined):
    assert "never" in joined("sync", "status")
    joined("sync", "run")
    (state,) = answer(joined("sync", "status", "--json"))["connections"]
    assert state["lag_s"] < 60
    assert (state["unsent"], state["status"], state["counts"]["added"]) == (0, "active", 2)
    assert "ago" in joined("sync", "status", "--problems")


def test_a_record_that_cannot_be_used_is_told_with_its_reason_and_replayed_when_mended(joined, shop):
    broken = shop.add("NOPRICE", price="")
    joined("sync", "run")
    assert "no price" in joined("sync", "status", "--problems")
    shop.edit(broken, regular_price="10.00", price="10.00")
    assert "1 new" in joined("sync", "replay")
    assert "no price" not in joined("sync", "status", "--problems")


def test_revoked_keys_say_what_to_do_and_the_exit_code_tells(joined, shop):
    shop.keys = {"ck_other": "cs_other"}
    said = joined("connections", "test", code=1)
    assert "key" in said.lower()
    joined("sync", "run", code=1)
    (state,) = answer(joined("sync", "status", "--json"))["connections"]
    assert state["status"] == "needs_owner"


def test_a_shop_that_is_away_is_to_be_continued_and_nothing_is_lost(joined, shop):
    shop.faults.add(Fault.NOT_JSON, times=50)
    said = joined("sync", "run", code=1)
    assert "broken off" in said
    shop.faults.clear()
    assert "2 new" in joined("sync", "run")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("ftp://x",), "is no web address"),
        (("https://key:secret@shop.example",), "holds no keys"),
        (("http://shop.example",), "https"),
        (("shop.example", "--wins", "sky=shop"), "no field sky"),
        (("shop.example", "--ca-file", "/nowhere.pem"), "no file"),
        (("shop.example", "--secret-file", "/nowhere"), "cannot be read"),
    ],
)
def test_what_cannot_be_joined_is_refused_in_one_sentence(varai, words, complaint):
    said = varai("connections", "add", "woocommerce", *words, code=1 if words[0].startswith("http:") else 2)
    assert complaint in said
    assert "Traceback" not in said


def test_missing_keys_are_asked_for_by_name(varai, shop, monkeypatch):
    monkeypatch.delenv("VARAI_WOOCOMMERCE_SECRET")
    said = varai("connections", "add", "woocommerce", shop.address, code=2)
    assert "VARAI_WOOCOMMERCE_SECRET" in said


@pytest.mark.parametrize("form", ["lines", "json"])
def test_keys_may_come_from_a_file(varai, shop, monkeypatch, tmp_path, form):
    for name in KEYS:
        monkeypatch.delenv(f"VARAI_WOOCOMMERCE_{name.upper()}")
    lines = "\n".join(f"{name} = {value}" for name, value in KEYS.items())
    file = tmp_path / "keys"
    file.write_text(json.dumps(KEYS) if form == "json" else f"# of the shop\n{lines}\n")
    assert "Joined" in varai("connections", "add", "woocommerce", shop.address, "--secret-file", file)


def test_one_shop_is_joined_once(joined, shop):
    said = joined("connections", "add", "woocommerce", shop.address, code=1)
    assert "joined already" in said
    assert "varai connections keys" in said


@pytest.fixture
def renewed(shop, tmp_path):
    """A file with the keys that alone open the shop from now on."""
    shop.keys = {"ck_renewed": "cs_renewed"}
    file = tmp_path / "renewed"
    file.write_text("key=ck_renewed\nsecret=cs_renewed\n")
    return file


def test_keys_that_were_renewed_are_changed_without_parting(joined, shop, renewed):
    joined("sync", "run", code=1)
    said = joined("connections", "keys", "Nord", "--secret-file", renewed)
    assert "The keys work." in said
    assert "The new keys are kept." in said
    assert "renewed" not in said
    assert answer(joined("sync", "status", "--json"))["connections"][0]["status"] == "active"
    assert "2 new" in joined("sync", "run")


def test_keys_that_the_shop_refuses_are_not_kept(joined, shop, tmp_path):
    file = tmp_path / "wrong"
    file.write_text("key=ck_wrong\nsecret=cs_wrong\n")
    said = joined("connections", "keys", "Nord", "--secret-file", file, code=1)
    assert "does not accept the key" in said
    assert "the old keys stay" in said
    assert "2 new" in joined("sync", "run")


def test_changed_keys_are_told_to_programs(joined, renewed):
    told = answer(joined("connections", "keys", "Nord", "--secret-file", renewed, "--json"))
    assert (told["connection"], told["ok"], told["missing_rights"]) == ("Nord", True, [])
    (refused,) = [
        line for line in joined("connections", "keys", "Nord", "--json", code=1).splitlines() if "{" in line
    ]
    assert "does not accept the key" in json.loads(refused)["error"]


def test_keys_that_are_missing_are_named_before_the_shop_is_asked(joined, shop, tmp_path, monkeypatch):
    monkeypatch.delenv("VARAI_WOOCOMMERCE_SECRET")
    asked = len(shop.requests)
    assert "VARAI_WOOCOMMERCE_SECRET" in joined("connections", "keys", "Nord", code=2)
    assert len(shop.requests) == asked


def test_keys_of_an_unknown_connection_are_not_asked_for(joined):
    assert "There are: Nord" in joined("connections", "keys", "Sued", code=2)


def test_keys_that_were_lost_are_entered_again(joined, tmp_path):
    for file in (tmp_path / "secrets").glob("*.secret"):
        file.unlink()
    assert "varai connections keys" in joined("sync", "run", code=1)
    joined("connections", "keys", "Nord")
    assert "2 new" in joined("sync", "run")


def test_an_unknown_name_lists_the_known_ones(joined):
    assert "Nord" in joined("sync", "run", "Sued", code=2)


def test_a_mirror_with_a_central_server_does_not_ask_platforms_past_it(joined, shop, tmp_path):
    own = DeviceIdentity("https://server.example", "t", "s", "d", "k", "2026-01-01T00:00:00+00:00")
    secrets = FileSecrets(tmp_path / "secrets")
    keep_identity(secrets, own)
    asked = len(shop.requests)
    for words in (
        ("sync", "run"),
        ("sync", "plan"),
        ("sync", "replay"),
        ("connections", "test"),
        ("connections", "add", "woocommerce", shop.address),
        ("connections", "keys", "Nord"),
    ):
        assert "server.example synchronises" in joined(*words, code=1)
    assert len(shop.requests) == asked
    assert "Nord" in joined("sync", "status")
    forget_identity(secrets)
    assert "2 read" in joined("sync", "run")


def test_frames_that_cannot_be_tried_on_are_counted_and_named(joined):
    joined("sync", "run")
    assert "No frame can be tried on here yet" in joined("frames")
    assert "2 products cannot be tried on" in joined("sync", "status").replace("\n", " ")
    assert "lens width, lens height, bridge, temple length, shape missing" in joined(
        "sync", "status", "--problems"
    ).replace("\n", " ")


def test_pieces_are_sold_taken_back_and_received_and_the_shop_hears_of_them(joined, shop):
    joined("sync", "run")
    assert "BOLT: -2 (sale), 3 here now." in joined("stock", "sell", "BOLT", "--pieces", 2)
    joined("stock", "return", "BOLT")
    assert answer(joined("stock", "receive", "BOLT", "--pieces", 4, "--json"))["pieces"] == 8
    assert "3 stock changes not yet sent" in joined("sync", "status")
    joined("sync", "run", "--only", "push")
    assert [r["stock_quantity"] for r in shop.records.values() if r["sku"] == "BOLT"] == [8]
    assert "No frame has the SKU NIX" in joined("stock", "sell", "NIX", code=2)


def test_without_a_connection_the_commands_say_how_to_make_one(varai):
    for words in (("sync", "run"), ("sync", "status"), ("connections", "test")):
        assert "connections add" in varai(*words, code=1)
