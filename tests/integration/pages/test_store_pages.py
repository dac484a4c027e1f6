"""Rights, record and tenancy of store pages, on a real store."""

from __future__ import annotations

import errno

import pytest
from uuid6 import uuid7

from app.domain.access import Actor, Permission
from app.domain.audit import AuditResult
from app.domain.errors import Outdated, Refused, Unknown
from app.domain.storefront import BuildStage, GenerationStatus
from app.pages.sandbox.findings import TemplateRefused
from app.services.audited_act import Acting
from app.services.page_templates import PageTemplates, TemplateDraft
from app.services.site_orders import SiteOrders
from app.services.store_pages import SITE_LOCK, Cancelled, Interrupted, StorePages
from tests.fakes.pages import SHIPPED, a_builder, settings
from tests.fakes.tenants import a_product, add_tenant, open_shop

P = Permission
EVERYTHING = frozenset(
    {
        P.STORES_GENERATE,
        P.TEMPLATES_VIEW,
        P.TEMPLATES_EDIT,
        P.TEMPLATES_DELETE,
        P.PAGES_PUBLISH,
        P.PAGES_EXPORT,
    }
)
MINE = TemplateDraft(
    "mine", "Mine", "boutique", '{% extends "boutique/body" %}{% block footer %}v1{% endblock %}'
)


@pytest.fixture(scope="module")
def builder():
    with a_builder() as builder:
        builder._workers.load({name: SHIPPED.parts[name] for name in SHIPPED.own_parts}, {})
        yield builder


@pytest.fixture
def store(sqlite_database):
    return open_shop(sqlite_database)


@pytest.fixture
def scope(store):
    scope = add_tenant(store, "ost")
    store.write(scope, lambda shop: shop.product_writing.upsert([a_product("ALBA", "Black", "Havana")]))
    return scope


@pytest.fixture
def pages(store, builder):
    return StorePages(store, builder, SHIPPED)


@pytest.fixture
def templates(store, builder):
    builder._workers.load({name: SHIPPED.parts[name] for name in SHIPPED.own_parts}, {})
    return PageTemplates(store, builder._workers, SHIPPED)


def acting(scope, rights=EVERYTHING) -> Acting:
    return Acting(Actor(scope, frozenset(rights)), "192.0.2.7", "request-1")


def trail(store, scope):
    with store.reading(scope) as shop:
        return [(r.event.action, r.event.result) for r in shop.audit.records()]


def quietly(done, total):
    del done, total


def test_a_site_is_generated_and_told_of(store, scope, pages, tmp_path):
    made = pages.generate(acting(scope), settings(), tmp_path / "site", quietly)
    with store.reading(scope) as shop:
        run = shop.generated_stores.get(made.run_id)
    assert (run.status, run.page_count) == (GenerationStatus.COMPLETED, made.report.page_count)
    assert "Alba" in (tmp_path / "site/glasses/linea-vero-alba/index.html").read_text("utf-8")
    assert trail(store, scope) == [
        ("stores:generate", AuditResult.STARTED),
        ("stores:generate", AuditResult.COMPLETED),
    ]


def test_stock_and_price_reach_the_page_and_an_unchanged_shop_writes_nothing(scope, pages, tmp_path):
    pages.generate(acting(scope), settings(), tmp_path / "site", quietly)
    again = pages.generate(acting(scope), settings(), tmp_path / "site", quietly)
    assert (again.report.rendered_count, again.report.changes.written) == (0, [])


@pytest.mark.parametrize("lacking", [P.STORES_GENERATE, P.PAGES_EXPORT, P.PAGES_PUBLISH])
def test_without_the_right_nothing_is_built_exported_or_published(store, scope, pages, tmp_path, lacking):
    who = acting(scope, EVERYTHING - {lacking})
    site = tmp_path / "site"
    acts = {
        P.STORES_GENERATE: lambda: pages.generate(who, settings(), site, quietly),
        P.PAGES_EXPORT: lambda: pages.export(who, site, tmp_path / "site.zip"),
        P.PAGES_PUBLISH: lambda: pages.publish(who, site, tmp_path / "www"),
    }
    with pytest.raises(Refused, match=lacking.value):
        acts[lacking]()
    assert [result for _, result in trail(store, scope)] == [AuditResult.DENIED]
    assert not any((tmp_path / name).exists() for name in ("site", "site.zip", "www"))


def test_what_fails_is_told_with_its_reason(store, scope, pages, tmp_path):
    with pytest.raises(Unknown):
        pages.generate(acting(scope), settings(template="nowhere"), tmp_path / "site", quietly)
    with pytest.raises(Refused):
        pages.generate(acting(scope), settings(look={"accent": "red;}"}), tmp_path / "site", quietly)
    assert [result for _, result in trail(store, scope)].count(AuditResult.FAILED) == 2
    with store.reading(scope) as shop:
        template = next(t for t in shop.templates.all() if t.slug == "boutique")
        (run,) = shop.generated_stores.of_template(template.id)
    assert (run.status, "no colour" in run.reason) == (GenerationStatus.FAILED, True)


@pytest.fixture
def ordered(store, scope):
    """A run that waits."""
    return SiteOrders(store, SHIPPED).order(acting(scope), settings())


def stage(store, scope, run):
    with store.reading(scope) as shop:
        now = shop.generated_stores.get(run.id)
    return now.stage, now.reason


def test_how_far_a_build_has_come_is_told_while_it_runs(store, scope, pages, ordered, tmp_path):
    told = []

    def tell(done, total):
        with store.reading(scope) as shop:
            run = shop.generated_stores.get(ordered.id)
        told.append((run.stage, run.pages_done, run.page_count))

    made = pages.carry_out(acting(scope), ordered, tmp_path / "site", tell)
    assert told[1] == (BuildStage.RUNNING, 0, made.page_count)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert stage(store, scope, ordered) == (BuildStage.DONE, "")


def test_a_build_that_is_cancelled_stops_and_stays_cancelled(store, scope, pages, ordered, tmp_path):
    orders = SiteOrders(store, SHIPPED)
    with pytest.raises(Cancelled):
        pages.carry_out(
            acting(scope),
            ordered,
            tmp_path / "site",
            lambda done, _: done == 3 and orders.cancel(acting(scope), ordered.id),
        )
    assert stage(store, scope, ordered) == (BuildStage.CANCELLED, "It was cancelled.")
    assert not orders.cancel(acting(scope), ordered.id)
    with pytest.raises(Cancelled):
        pages.carry_out(
            acting(scope), SiteOrders(store, SHIPPED).order(acting(scope), settings()), tmp_path / "site", quietly,
            lambda _: [orders.cancel(acting(scope), run.id) for run in unfinished(store, scope)],
        )  # fmt: skip


def unfinished(store, scope):
    with store.reading(scope) as shop:
        return shop.generated_stores.unfinished()


def test_a_build_that_is_interrupted_waits_for_somebody_else(store, scope, pages, ordered, tmp_path):
    def stop(done, total):
        if done == 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        pages.carry_out(acting(scope), ordered, tmp_path / "site", stop)
    (waiting,) = unfinished(store, scope)
    assert (waiting.stage, waiting.attempts) == (BuildStage.QUEUED, 0)


def test_a_full_disk_is_told_in_words(store, scope, pages, ordered, tmp_path):
    def keep(report):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        pages.carry_out(acting(scope), ordered, tmp_path / "site", quietly, keep)
    words = "There is no room left on the disk for this site. Make room, then order it again."
    assert stage(store, scope, ordered) == (BuildStage.FAILED, words)
    assert trail(store, scope)[-1] == ("stores:generate", AuditResult.FAILED)


def test_our_own_failure_says_where_to_look_and_a_key_press_says_so(store, scope, pages, tmp_path):
    for problem, words in (
        (ZeroDivisionError(), "failed on our side (ZeroDivisionError)"),
        (KeyboardInterrupt(), "stopped"),
    ):
        run = SiteOrders(store, SHIPPED).order(acting(scope), settings())

        def keep(report, problem=problem):
            raise problem

        with pytest.raises(type(problem)):
            pages.carry_out(acting(scope), run, tmp_path / "site", quietly, keep)
        assert words in stage(store, scope, run)[1]


def test_one_program_builds_a_shop_s_site_at_a_time_and_ends_what_a_dead_one_left(
    store, scope, pages, ordered, tmp_path
):
    with store.alone(scope, SITE_LOCK), pytest.raises(Refused, match="being built already"):
        pages.generate(acting(scope), settings(), tmp_path / "site", quietly)
    pages.generate(acting(scope), settings(), tmp_path / "site", quietly)
    assert stage(store, scope, ordered) == (BuildStage.FAILED, "The program was stopped while it built.")


def test_a_published_site_replaces_the_old_one_whole(scope, pages, tmp_path):
    pages.generate(acting(scope), settings(), tmp_path / "site", quietly)
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "old.html").write_text("old")
    pages.publish(acting(scope), tmp_path / "site", tmp_path / "www")
    assert (tmp_path / "www/index.html").is_file()
    assert not (tmp_path / "www/old.html").exists()
    assert pages.export(acting(scope), tmp_path / "site", tmp_path / "site.zip") > 20


def test_two_tenants_of_like_names_never_see_a_byte_of_each_other(store, pages, templates, tmp_path):
    sites = {}
    for slug, canary in (("ost", "CANARY-ONE"), ("ost-2", "CANARY-TWO")):
        scope = add_tenant(store, slug)
        product = a_product("SAME", name="Same", description=f"<p>{canary}</p>", brand="Same & Co")
        store.write(scope, lambda shop, product=product: shop.product_writing.upsert([product]))
        templates.add(
            acting(scope), TemplateDraft("mine", canary, "boutique", MINE.source.replace("v1", canary))
        )
        pages.generate(acting(scope), settings(template="mine"), tmp_path / slug, quietly)
        sites[canary] = b"".join(f.read_bytes() for f in sorted((tmp_path / slug).rglob("*")) if f.is_file())
    assert sites["CANARY-ONE"].count(b"CANARY-ONE") > 10
    assert b"CANARY-TWO" not in sites["CANARY-ONE"]
    assert b"CANARY-ONE" not in sites["CANARY-TWO"]


def test_what_was_decided_on_an_older_version_changes_nothing(scope, templates):
    who = acting(scope)
    template = templates.add(who, MINE)
    templates.write(who, template.id, MINE.source.replace("v1", "v2"), based_on=1)
    for outdated in (
        lambda: templates.write(who, template.id, MINE.source.replace("v1", "v3"), based_on=1),
        lambda: templates.roll_back(who, template.id, 1, based_on=1),
        lambda: templates.delete(who, template.id, based_on=1),
    ):
        with pytest.raises(Outdated):
            outdated()
    assert [version.number for version in templates.versions(who, template.id)] == [1, 2]
    templates.delete(who, template.id, based_on=2)


def test_a_template_is_written_compared_rolled_back_and_used(scope, templates, pages, tmp_path):
    who = acting(scope)
    template = templates.add(who, MINE)
    templates.write(who, template.id, MINE.source.replace("v1", "v2"))
    assert "-{% extends" in templates.diff(who, template.id, 1, 2)
    assert "v2" in templates.text(who, template.id).source
    templates.roll_back(who, template.id, 1)
    assert [version.number for version in templates.versions(who, template.id)] == [1, 2, 3]
    pages.generate(who, settings(template="mine"), tmp_path / "site", quietly)
    assert "v1" in (tmp_path / "site/stores/index.html").read_text("utf-8")
    with pytest.raises(Refused, match="generated from this template"):
        templates.delete(who, template.id)


def test_a_template_nobody_used_can_be_deleted(scope, templates):
    template = templates.add(acting(scope), MINE)
    templates.delete(acting(scope), template.id)
    assert templates.all(acting(scope)) == ()
    with pytest.raises(Unknown):
        templates.text(acting(scope), template.id)


def test_a_hostile_or_unchanged_text_is_not_saved(store, scope, templates):
    who = acting(scope)
    template = templates.add(who, MINE)
    with pytest.raises(TemplateRefused, match="underscore"):
        templates.write(who, template.id, "{{ site.__class__ }}")
    with pytest.raises(Refused, match="already"):
        templates.write(who, template.id, MINE.source)
    assert len(templates.versions(who, template.id)) == 1
    assert ("templates:edit", AuditResult.FAILED) in trail(store, scope)


def test_a_template_of_another_tenant_does_not_exist(store, scope, templates):
    foreign = templates.add(acting(add_tenant(store, "west")), MINE)
    who = acting(scope)
    for ask in (
        lambda: templates.text(who, foreign.id),
        lambda: templates.versions(who, foreign.id),
        lambda: templates.write(who, foreign.id, "x"),
        lambda: templates.roll_back(who, foreign.id, 1),
        lambda: templates.delete(who, foreign.id),
        lambda: templates.text(who, uuid7()),
    ):
        with pytest.raises(Unknown):
            ask()


@pytest.mark.parametrize("lacking", [P.TEMPLATES_VIEW, P.TEMPLATES_EDIT, P.TEMPLATES_DELETE])
def test_each_right_over_templates_is_asked_for(store, scope, templates, lacking):
    template = templates.add(acting(scope), MINE)
    who = acting(scope, EVERYTHING - {lacking})
    acts = {
        P.TEMPLATES_VIEW: lambda: templates.all(who),
        P.TEMPLATES_EDIT: lambda: templates.write(who, template.id, "x"),
        P.TEMPLATES_DELETE: lambda: templates.delete(who, template.id),
    }
    with pytest.raises(Refused, match=lacking.value):
        acts[lacking]()
    assert trail(store, scope)[-1][1] is AuditResult.DENIED
