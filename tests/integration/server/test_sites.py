"""A company's site from the order to what visitors see, over HTTP and on both databases."""

from __future__ import annotations

import gzip
from contextlib import nullcontext
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
from httpx2 import Client
from starlette.testclient import TestClient
from uuid6 import uuid7

from app.access.authorise import at_the_door, at_the_front_door
from app.domain.access import BuiltInRole
from app.domain.audit import AuditResult
from app.domain.storefront import BuildStage
from app.domain.tenancy import TenantStatus
from app.pages.publish.build import SiteBuilder
from sync.server.sites.hosts import SiteHosts
from sync.server.sites.visitors import VisitorsDoor
from sync.server.sites.workshop import SiteWorkshop
from tests.fakes.pages import a_builder
from tests.fakes.server import Person, RunningServer
from tests.fakes.tenants import a_product

OWN_HOSTS = {"www.optik-ost.example": "ost"}
RUNS = "/v1/generated-stores"


def chosen(name="Optik Ost", **more):
    return {"settings": {"name": name, "editions": [{"locale": "en", "currency": "EUR"}]} | more}


class Company:
    """One with a site, its owner, and its visitors."""

    def __init__(self, server: RunningServer, builder: SiteBuilder, slug: str, *products: str) -> None:
        self.server = server
        self.workshop = SiteWorkshop(server.store, server.parts.shelves, lambda: nullcontext(builder))
        self.scope = server.tenant(slug)
        self.owner = server.person(self.scope, BuiltInRole.TENANT_OWNER)
        hosts = SiteHosts.of(server.parts.settings)
        door = VisitorsDoor(server.store, server.parts.shelves, hosts, server.parts.metrics)
        self.visitor: Client = TestClient(door, f"https://{slug}.shops.example", follow_redirects=False)
        self.sell(*products)

    def sell(self, *codes: str) -> None:
        products = [a_product(code) for code in codes]
        self.server.store.write(self.scope, lambda shop: shop.product_writing.upsert(products))

    def ask(self, method: str, path: str, body: object = None, person: Person | None = None):
        return self.server.ask(person or self.owner, method, path, body)

    def order(self, **more):
        return self.ask("POST", RUNS, chosen(**more))

    def built(self, **more) -> str:
        """The address of a run that was built."""
        path = self.order(**more).headers["Location"]
        self.workshop.build(self.scope)
        assert self.ask("GET", path).json()["stage"] == "done", self.ask("GET", path).text
        return path

    def trail(self):
        with self.server.store.reading(self.scope) as shop:
            return [(r.event.action, r.event.result) for r in shop.audit.records()]


@pytest.fixture(scope="module")
def builder():
    with a_builder() as builder:
        yield builder


def a_server(database, tmp_path):
    return RunningServer(
        database, sites_dir=str(tmp_path / "sites"), sites_url="https://shops.example", site_hosts=OWN_HOSTS
    )


@pytest.fixture
def ost(database, tmp_path, builder):
    return Company(a_server(database, tmp_path), builder, "ost", "ALBA")


def test_from_the_order_to_the_visitor(ost):
    ordered = ost.order()
    assert (ordered.status_code, ordered.json()["stage"]) == (202, "queued")
    path = ordered.headers["Location"]
    assert ost.ask("POST", f"{path}/publish").json()["reason"] == "not_built"
    ost.workshop.build_waiting()
    done = ost.ask("GET", path).json()
    assert (done["stage"], done["pages_done"], done["author_id"]) == (
        "done",
        done["page_count"],
        str(ost.owner.id),
    )
    assert ost.ask("GET", RUNS).json()["items"] == [done]

    assert ost.visitor.get("/").status_code == 404
    published = ost.ask("POST", f"{path}/publish").json()
    assert (published["address"], published["run_id"]) == ("https://www.optik-ost.example/", done["id"])
    assert ost.ask("GET", "/v1/site").json() == published
    home = ost.visitor.get("/")
    assert "Optik Ost" in home.text
    assert 'href="https://www.optik-ost.example/"' in home.text  # its own address, where none was chosen
    assert "default-src 'none'" in home.headers["Content-Security-Policy"]
    own_name = ost.visitor.get("/glasses/linea-vero-alba/", headers={"Host": "www.optik-ost.example"})
    assert (own_name.status_code, "Alba" in own_name.text) == (200, True)
    assert ost.trail() == [
        ("stores:generate", AuditResult.STARTED),
        ("pages:publish", AuditResult.STARTED),
        ("pages:publish", AuditResult.FAILED),
        ("stores:generate", AuditResult.COMPLETED),
        ("pages:publish", AuditResult.STARTED),
        ("pages:publish", AuditResult.COMPLETED),
    ]


@pytest.fixture
def shown(sqlite_database, tmp_path, builder):
    company = Company(a_server(sqlite_database, tmp_path), builder, "ost", "ALBA")
    company.ask("POST", f"{company.built()}/publish")
    return company


def test_browsers_keep_what_is_the_same_and_ask_again_for_what_may_change(shown):
    home = shown.visitor.get("/")
    style = home.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    css = shown.visitor.get(style)
    assert (css.status_code, css.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert css.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (home.headers["Cache-Control"], home.headers["Content-Type"]) == (
        "no-cache",
        "text/html; charset=utf-8",
    )
    again = shown.visitor.get("/", headers={"If-None-Match": f'"other", W/{home.headers["ETag"]}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", home.headers["ETag"])
    plain = shown.visitor.get("/", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == home.content
    assert plain.headers["ETag"] != home.headers["ETag"]
    assert home.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    with shown.visitor.stream("GET", "/") as raw:
        assert gzip.decompress(b"".join(raw.iter_raw())) == plain.content
    nod = shown.visitor.head("/")
    assert (nod.content, nod.headers["ETag"]) == (b"", home.headers["ETag"])


def test_visitors_reach_pages_and_nothing_else(shown, tmp_path):
    (tmp_path / "sites" / "secret.txt").write_text("secret")
    assert shown.visitor.get("/glasses?x=1").headers["Location"] == "/glasses/?x=1"
    missing = shown.visitor.get("/nothing/here")
    assert (missing.status_code, "<html" in missing.text) == (404, True)
    assert "default-src 'none'" in missing.headers["Content-Security-Policy"]
    for path in (
        "/../../../../../secret.txt", "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.txt", "/..%2f..%2f..%2f..%2fsecret.txt",
        "/..%5c..%5csecret.txt", "//etc/passwd", "/%00", "/assets/", "/assets", "/pictures/", "/_headers",
        "/headers.json", "/vercel.json", "/nginx.conf", "/.well-known/x", "/index.html/", "/C:/x", "/" + "a" * 5000,
    ):  # fmt: skip
        answer = shown.visitor.get(path)
        assert (answer.status_code, "secret" in answer.text) == (404, False), path
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert shown.visitor.request(method, "/").headers["Allow"] == "GET, HEAD"
    for host in (
        "shops.example",
        "west.shops.example",
        "a.ost.shops.example",
        "ost.other.example",
        "127.0.0.1",
        "",
    ):
        answer = shown.visitor.get("/", headers={"Host": host})
        assert (answer.status_code, answer.text) == (404, "There is no site at this address.")


def test_without_https_no_rule_says_so(shown):
    plain = VisitorsDoor(
        shown.server.store, shown.server.parts.shelves, SiteHosts("http://localhost:8481", {}),
        shown.server.parts.metrics,
    )  # fmt: skip
    seen = TestClient(plain).get("/", headers={"Host": "ost.localhost:8481"})
    told = TestClient(plain).get("/", headers={"Host": "OST.localhost.:8481"}).headers
    assert (seen.status_code, seen.headers) == (200, told)
    assert "Strict-Transport-Security" not in told
    assert "upgrade-insecure" not in told["Content-Security-Policy"]
    secure = shown.visitor.get("/").headers
    assert "upgrade-insecure" in secure["Content-Security-Policy"]
    assert "Strict-Transport-Security" in secure


def test_a_site_is_published_rolled_back_and_taken_away_at_once(shown):
    first = shown.ask("GET", "/v1/site").json()["run_id"]
    assert shown.ask("POST", "/v1/site/rollback").json()["reason"] == "not_built"
    old_style = shown.visitor.get("/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    second = shown.built(name="Optik Neu", look={"accent": "#123456"})
    assert "Optik Ost" in shown.visitor.get("/").text
    shown.ask("POST", f"{second}/publish")
    assert "Optik Neu" in shown.visitor.get("/").text
    assert old_style not in shown.visitor.get("/").text
    assert shown.visitor.get(old_style).status_code == 200  # for pages that were opened before

    back = shown.ask("POST", "/v1/site/rollback").json()
    assert (back["run_id"], "Optik Ost" in shown.visitor.get("/").text) == (first, True)
    gone = shown.ask("POST", "/v1/site/unpublish").json()
    assert (gone["run_id"], gone["former_run_id"]) == (None, first)
    assert shown.visitor.get("/").text == "There is no site at this address."
    assert shown.ask("POST", "/v1/site/rollback").json()["run_id"] == first


def test_an_order_joins_the_same_one_that_waits_and_a_different_one_is_told_so(ost):
    first = ost.order().json()
    assert ost.order().json()["id"] == first["id"]
    other = ost.order(name="Another")
    assert (other.status_code, other.json()["reason"]) == (409, "already_there")
    assert "Cancel it" in other.json()["detail"]
    cancelled = ost.ask("POST", f"{RUNS}/{first['id']}/cancel").json()
    assert (cancelled["stage"], cancelled["reason"]) == ("cancelled", "It was cancelled.")
    assert ost.ask("POST", f"{RUNS}/{first['id']}/cancel").json()["reason"] == "ended"
    assert ost.order(name="Another").status_code == 202


def test_a_run_that_was_left_by_a_dead_process_is_taken_up_again_but_not_for_ever(ost):
    run = ost.order().json()["id"]

    def die(times):
        for _ in range(times):
            ost.server.store.write(ost.scope, lambda shop: shop.generated_stores.begin(UUID(run)))

    die(1)
    assert ost.ask("GET", f"{RUNS}/{run}").json()["stage"] == "running"
    ost.workshop.build_waiting()
    assert ost.ask("GET", f"{RUNS}/{run}").json()["stage"] == "done"
    run = ost.order().json()["id"]
    die(3)
    ost.workshop.build_waiting()
    told = ost.ask("GET", f"{RUNS}/{run}").json()
    assert (told["stage"], "stopped 3 times" in told["reason"]) == ("failed", True)
    assert ost.trail()[-1] == ("stores:generate", AuditResult.FAILED)


def test_while_somebody_builds_for_a_company_nobody_else_does(ost):
    path = ost.order().headers["Location"]
    with ost.server.store.alone(ost.scope, "site"):
        ost.workshop.build_waiting()
    assert ost.ask("GET", path).json()["stage"] == "queued"


def test_a_server_that_is_asked_to_stop_begins_nothing(ost):
    path = ost.order().headers["Location"]
    ost.workshop.stop()
    ost.workshop.build_waiting()
    assert ost.ask("GET", path).json()["stage"] == "queued"


def test_what_cannot_be_built_is_told_in_a_sentence(ost, tmp_path):
    path = ost.order(look={"accent": "red;}"}).headers["Location"]
    ost.workshop.build_waiting()
    failed = ost.ask("GET", path).json()
    assert (failed["stage"], "no colour" in failed["reason"]) == ("failed", True)
    shelf = tmp_path / "sites" / "companies" / str(ost.scope)
    shelf.mkdir(parents=True, exist_ok=True)
    (shelf / "builds").write_text("in the way")
    path = ost.order().headers["Location"]
    ost.workshop.build_waiting()
    assert ost.ask("GET", path).json()["reason"] == (
        "The disk refuses: Not a directory. Order it again when that is mended."
    )
    assert ost.ask("GET", f"{path}/archive").json()["reason"] == "not_built"


def test_old_builds_leave_the_disk_and_the_published_one_stays(shown):
    published = f"{RUNS}/{shown.ask('GET', '/v1/site').json()['run_id']}"
    paths = [published, *(shown.built() for _ in range(4))]
    answers = [shown.ask("GET", f"{path}/archive").status_code for path in paths]
    assert answers == [200, 409, 200, 200, 200]
    gone = shown.ask("POST", f"{paths[1]}/publish").json()
    assert gone["detail"] == "This build is no longer on the disk. Order the site again."


def test_the_archive_is_the_same_for_the_same_site(shown):
    again = shown.built()
    first = shown.ask("GET", "/v1/site").json()["run_id"]
    archives = [shown.ask("GET", f"{path}/archive") for path in (again, f"{RUNS}/{first}")]
    assert archives[0].content == archives[1].content
    assert archives[0].headers["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(archives[0].content)) as packed:
        assert "Optik Ost" in packed.read("index.html").decode()


def test_companies_of_like_names_never_meet(ost, builder):
    west = Company(ost.server, builder, "ost-2", "CANARY")
    mine, theirs = ost.built(), west.built()
    ost.ask("POST", f"{mine}/publish")
    assert west.visitor.get("/").status_code == 404
    west.ask("POST", f"{theirs}/publish")
    assert "Canary" in west.visitor.get("/glasses/").text
    assert "Canary" not in ost.visitor.get("/glasses/").text
    for method, path in (
        ("GET", theirs), ("POST", f"{theirs}/cancel"), ("GET", f"{theirs}/archive"), ("POST", f"{theirs}/publish"),
        ("GET", f"{RUNS}/{uuid7()}"),
    ):  # fmt: skip
        assert ost.ask(method, path).status_code == 404, path


def test_a_suspended_company_shows_no_site_and_builds_none(shown):
    path = shown.order().headers["Location"]
    shown.server.store.write_directory(
        at_the_front_door(), lambda directory: directory.set_status(shown.scope, TenantStatus.SUSPENDED)
    )
    assert shown.visitor.get("/").status_code == 404
    shown.workshop.build_waiting()
    with shown.server.store.reading(shown.scope) as shop:
        assert shop.generated_stores.get(UUID(path.rsplit("/")[-1])).stage is BuildStage.QUEUED


@pytest.mark.parametrize("role", [BuiltInRole.STORE_MANAGER, BuiltInRole.AUDITOR])
def test_who_may_only_look_orders_and_publishes_nothing(shown, role):
    person = shown.server.person(at_the_door(shown.scope), role)
    run = f"{RUNS}/{shown.ask('GET', '/v1/site').json()['run_id']}"
    assert shown.ask("GET", run, person=person).status_code == 200
    before = len(shown.trail())
    acts = [("POST", RUNS, chosen()), ("POST", f"{run}/cancel", None), ("GET", f"{run}/archive", None)]
    acts += [("POST", path, None) for path in (f"{run}/publish", "/v1/site/rollback", "/v1/site/unpublish")]
    assert [shown.ask(*act, person=person).status_code for act in acts] == [403] * 6
    assert [result for _, result in shown.trail()[before:]] == [AuditResult.DENIED] * 6


def test_a_site_whose_disk_is_away_is_said_to_come_back(shown, tmp_path):
    (tmp_path / "sites").rename(tmp_path / "away")
    answer = shown.visitor.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
