"""Every method of every repository, walked with two tenants: nothing of the other is seen, changed or guessable."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from copy import copy
from dataclasses import fields, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from uuid6 import uuid7

from app.domain.access import BuiltInRole, CustomRole, Device, Grant, ScopeType, User
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.domain.consent import Favourite, Purpose, Withdrawal
from app.domain.devices import DeviceKey
from app.domain.errors import ShopError
from app.domain.exchange import (
    ExternalReference,
    InboxStatus,
    Platform,
    PlatformConnection,
    ReferenceKind,
    SyncCursor,
    WebhookEvent,
)
from app.domain.face_answer import FaceAnswer
from app.domain.feeds import Stream
from app.domain.nonce_chain import NonceChain
from app.domain.products import Model3d, ModelOrigin
from app.domain.sign_in import KeptAnswer, SecondFactor
from app.domain.stock import MovementReason, StockMovement
from app.domain.storefront import (
    GeneratedStore,
    GenerationStatus,
    PageTemplate,
    PublishedSite,
    TemplateVersion,
)
from app.domain.syncing import Delivery, DeliveryStatus, RunKind, RunOutcome, SetAside, SyncedStock, SyncRun
from app.domain.tenancy import Region, Setting, Store
from app.store.repositories.base import Repository
from app.store.tables import metadata
from app.store.unit_of_work import Repositories
from tests.fakes.tenants import (
    NOON,
    Things,
    a_checkpoint,
    a_conflict,
    a_consent,
    a_device_event,
    a_device_key,
    a_link,
    a_look,
    a_measurement,
    a_message,
    a_passkey,
    a_product,
    a_session,
    a_web_key,
    add_tenant,
    an_agreement,
    fill,
)

Call = Callable[[Repositories, Things], object]

SHOPIFY, PRODUCT = Platform.SHOPIFY, ReferenceKind.PRODUCT

READS: dict[str, Call] = {
    "places.region": lambda s, t: s.places.region(t.region),
    "places.all_regions": lambda s, t: s.places.all_regions(),
    "places.store": lambda s, t: s.places.store(t.store),
    "places.all_stores": lambda s, t: s.places.all_stores(),
    "devices.get": lambda s, t: s.devices.get(t.device),
    "devices.by_key": lambda s, t: s.devices.by_key(t.mark),
    "devices.page": lambda s, t: s.devices.page(10),
    "devices.in_store": lambda s, t: s.devices.in_store(t.store),
    "staff.get": lambda s, t: s.staff.get(t.user),
    "staff.by_email": lambda s, t: s.staff.by_email(f"{t.mark.lower()}@example.com"),
    "staff.page": lambda s, t: s.staff.page(10),
    "rights.all_roles": lambda s, t: s.rights.all_roles(),
    "rights.of_user": lambda s, t: s.rights.of_user(t.user),
    "settings.effective": lambda s, t: s.settings.effective(t.store, t.device),
    "products.get": lambda s, t: s.products.get(t.product),
    "products.by_code": lambda s, t: s.products.by_code(t.mark),
    "products.by_sku": lambda s, t: s.products.by_sku(t.sku),
    "products.page": lambda s, t: s.products.page(10),
    "products.revision": lambda s, t: s.products.revision(),
    "products.stamps_since": lambda s, t: s.products.stamps_since(0, 10),
    "products.changed_since": lambda s, t: s.products.changed_since(0, 10),
    "products.variant_ids": lambda s, t: s.products.variant_ids([t.sku]),
    "products.variant_id": lambda s, t: s.products.variant_id(t.sku),
    "products.models_of": lambda s, t: s.products.models_of(t.product),
    "listings.variants": lambda s, t: list(s.listings.variants("EUR")),
    "listings.places": lambda s, t: s.listings.places(10),
    "listings.of_products": lambda s, t: s.listings.of_products([t.product], "EUR", t.store),
    "stock.level": lambda s, t: s.stock.level(t.variant, t.store),
    "stock.levels": lambda s, t: s.stock.levels([t.variant]),
    "stock.moved": lambda s, t: s.stock.moved(t.variant, t.store),
    "references.find": lambda s, t: s.references.find(SHOPIFY, "shop", PRODUCT, [t.mark]),
    "references.external_ids": lambda s, t: s.references.external_ids(SHOPIFY, PRODUCT),
    "references.of": lambda s, t: s.references.of(PRODUCT, t.product),
    "consents.allows": lambda s, t: s.consents.allows(t.subject, Purpose.KEEP_FAVOURITES, NOON),
    "consents.of": lambda s, t: s.consents.of(t.subject),
    "consents.withdrawals": lambda s, t: s.consents.withdrawals(t.subject),
    "keepsakes.measurements_of": lambda s, t: s.keepsakes.measurements_of(t.subject),
    "keepsakes.favourites_of": lambda s, t: s.keepsakes.favourites_of(t.subject),
    "templates.get": lambda s, t: s.templates.get(t.template),
    "templates.all": lambda s, t: s.templates.all(),
    "templates.version": lambda s, t: s.templates.version(t.template, 1),
    "templates.versions": lambda s, t: s.templates.versions(t.template),
    "generated_stores.get": lambda s, t: s.generated_stores.get(t.run),
    "generated_stores.page": lambda s, t: s.generated_stores.page(10),
    "generated_stores.of_template": lambda s, t: s.generated_stores.of_template(t.template),
    "generated_stores.unfinished": lambda s, t: s.generated_stores.unfinished(),
    "generated_stores.finished": lambda s, t: (
        s.generated_stores.finish(t.run, GenerationStatus.COMPLETED, 1),
        s.generated_stores.finished(9),
    ),
    "published_sites.get": lambda s, t: s.published_sites.get(),
    "connections.get": lambda s, t: s.connections.get(t.connection),
    "connections.all": lambda s, t: s.connections.all(),
    "references.of_many": lambda s, t: s.references.of_many(SHOPIFY, "shop", PRODUCT, [t.product]),
    "references.in_shop": lambda s, t: s.references.in_shop(SHOPIFY, "shop", PRODUCT),
    "products.many": lambda s, t: s.products.many([t.product]),
    "products.ids_of_codes": lambda s, t: s.products.ids_of_codes([t.mark]),
    "inbox.of_connection": lambda s, t: s.inbox.of_connection(t.connection, InboxStatus.PENDING, 9),
    "inbox.counts": lambda s, t: s.inbox.counts(t.connection),
    "outbox.oldest_pending": lambda s, t: s.outbox.oldest_pending(),
    "agreements.find": lambda s, t: s.agreements.find(t.connection, [t.mark]),
    "agreements.external_ids": lambda s, t: s.agreements.external_ids(t.connection),
    "agreements.with_news": lambda s, t: s.agreements.with_news(t.connection, 9),
    "agreements.stock": lambda s, t: s.agreements.stock(t.connection, [t.variant]),
    "agreements.levels_here": lambda s, t: s.agreements.levels_here(t.store, [t.variant]),
    "agreements.prices": lambda s, t: s.agreements.prices([t.variant]),
    "agreements.product_of_variant": lambda s, t: s.agreements.product_of_variant(t.variant),
    "agreements.owners": lambda s, t: s.agreements.owners([t.sku], []),
    "deliveries.of": lambda s, t: s.deliveries.of(t.message),
    "deliveries.due": lambda s, t: s.deliveries.due(t.connection, "stock", NOON, 9),
    "deliveries.waiting": lambda s, t: s.deliveries.waiting(t.connection, "stock"),
    "deliveries.missing": lambda s, t: s.deliveries.missing(t.connection, "stock", [t.variant]),
    "deliveries.in_flight": lambda s, t: s.deliveries.in_flight(t.connection),
    "sync_log.last_good": lambda s, t: s.sync_log.last_good(t.connection, RunKind.PULL),
    "sync_log.newest_good": lambda s, t: s.sync_log.newest_good(t.connection, RunKind.PULL),
    "sync_log.runs": lambda s, t: s.sync_log.runs(t.connection, 9),
    "sync_log.all_set_aside": lambda s, t: s.sync_log.all_set_aside(t.connection, 9),
    "sync_log.set_aside_counts": lambda s, t: s.sync_log.set_aside_counts(t.connection),
    "sync_log.conflicts": lambda s, t: s.sync_log.conflicts(t.connection, 9),
    "connections.cursor": lambda s, t: s.connections.cursor(t.connection, "products"),
    "inbox.due": lambda s, t: s.inbox.due(NOON, 10),
    "outbox.due": lambda s, t: s.outbox.due(NOON, 10),
    "outbox.pending_of": lambda s, t: s.outbox.pending_of("stock", [t.variant]),
    "outbox.sendable": lambda s, t: s.outbox.sendable(NOON, 10),
    "outbox.unsent_count": lambda s, t: s.outbox.unsent_count(),
    "audit.page": lambda s, t: s.audit.page(10),
    "face_answers.find": lambda s, t: s.face_answers.find(t.question),
    "publishable_keys.get": lambda s, t: s.publishable_keys.get(t.web_key),
    "publishable_keys.page": lambda s, t: s.publishable_keys.page(10),
    "templates.page": lambda s, t: s.templates.page(10),
    "connections.page": lambda s, t: s.connections.page(10),
    "places.regions_page": lambda s, t: s.places.regions_page(10),
    "places.stores_page": lambda s, t: s.places.stores_page(10),
    "rights.role": lambda s, t: s.rights.role(t.role),
    "rights.holders": lambda s, t: s.rights.holders(t.held_role),
    "rights.get": lambda s, t: s.rights.get(t.grant),
    "whole_company.rows": lambda s, t: [table for table, _row in s.whole_company.rows()],
    "sessions.get": lambda s, t: s.sessions.get(t.session),
    "sessions.of_user": lambda s, t: s.sessions.of_user(t.user),
    "links.get": lambda s, t: s.links.get(t.link),
    "passkeys.of_user": lambda s, t: s.passkeys.of_user(t.user),
    "second_factors.of_user": lambda s, t: s.second_factors.of_user(t.user),
    "broken_glass.get": lambda s, t: s.broken_glass.get(t.look),
    "broken_glass.all": lambda s, t: s.broken_glass.all(),
    "kept_answers.get": lambda s, t: s.kept_answers.get(t.user, t.mark),
    "device_keys.get": lambda s, t: s.device_keys.get(t.key_thumbprint),
    "device_keys.of_device": lambda s, t: s.device_keys.of_device(t.device),
    "device_events.known": lambda s, t: s.device_events.known(t.device, [t.event]),
    "device_events.page": lambda s, t: s.device_events.page(t.device, 10),
    "notes.get": lambda s, t: s.notes.get("mark"),
    "change_log.levels": lambda s, t: s.change_log.levels(t.store, 10),
    "change_log.positions": lambda s, t: s.change_log.positions(),
    "change_log.position": lambda s, t: s.change_log.position(Stream.PRICES),
    "change_log.prices": lambda s, t: s.change_log.prices(10),
    "change_log.settings": lambda s, t: s.change_log.settings(10),
    "audit.of_object": lambda s, t: s.audit.of_object(t.template),
    "audit.records": lambda s, t: list(s.audit.records()),
    "audit.head": lambda s, t: s.audit.head(),
    "audit.checkpoints": lambda s, t: s.audit.checkpoints(),
    "audit.newest_checkpoint": lambda s, t: s.audit.newest_checkpoint(),
    "audit.commits_to": lambda s, t: s.audit.commits_to(t.user, t.mark, t.commitment),
    "outbox.quarantined": lambda s, t: (s.outbox.quarantine(t.message, "x"), s.outbox.quarantined(9)),
}


def _event(t: Things) -> AuditEvent:
    return AuditEvent(uuid7(), NOON, ActorKind.USER, t.user, "a", "user", t.user, AuditResult.DENIED, {})


def _like(t: Things) -> Favourite:
    return Favourite(uuid7(), t.favourite_consent, t.subject, t.other_variant, NOON)


def _measure(t: Things) -> object:
    consent = a_consent(t.subject, Purpose.KEEP_MEASUREMENTS)
    return a_measurement(consent, consent_id=t.measuring_consent)


LATER = NOON + timedelta(days=1)


def _refused(shop: Repositories, things: Things, forget_refused) -> object:
    shop.deliveries.put(Delivery(things.message, things.connection, DeliveryStatus.REFUSED))
    return forget_refused(things.message)


def _with_agreement(shop: Repositories, things: Things, mark_news) -> object:
    shop.agreements.put([an_agreement(things, synced_at=LATER)])
    return mark_news(things.connection, [things.product])


def _device_key(t: Things) -> DeviceKey:
    return replace(a_device_key(t.device), thumbprint=t.key_thumbprint)


WRITES: dict[str, Call] = {
    "places.add_region": lambda s, t: s.places.add_region(Region(uuid7(), "new")),
    "places.add_store": lambda s, t: s.places.add_store(Store(uuid7(), "n", "n", "UTC", "DE", t.region)),
    "places.save_store": lambda s, t: s.places.save_store(Store(t.store, "n", "n", "UTC", "DE")),
    "devices.add": lambda s, t: s.devices.add(Device(uuid7(), t.store, "new")),
    "devices.save": lambda s, t: s.devices.save(Device(t.device, t.store, "new")),
    "staff.add": lambda s, t: s.staff.add(User(uuid7(), "new@example.com", "new")),
    "staff.save": lambda s, t: s.staff.save(User(t.user, "new@example.com", "new")),
    "rights.put_role": lambda s, t: s.rights.put_role(CustomRole(t.role, "new", frozenset({"a:b:c"}))),
    "rights.grant": lambda s, t: s.rights.grant(
        Grant(uuid7(), t.user, BuiltInRole.AUDITOR, ScopeType.TENANT)
    ),
    "rights.revoke": lambda s, t: s.rights.revoke(t.grant),
    "settings.put": lambda s, t: s.settings.put(Setting("a", 1, device_id=t.device)),
    "products.add_model": lambda s, t: s.products.add_model(
        Model3d(uuid7(), t.product, None, bytes(32), 1, ModelOrigin.SUPPLIER)
    ),
    "product_writing.upsert": lambda s, t: s.product_writing.upsert([a_product(t.mark, name="New")]),
    "product_writing.reprice": lambda s, t: s.product_writing.reprice(
        p := s.products.get(t.product), a_product(t.mark, "Black", "Red", price_minor=1), dict(p.variant_ids)
    ),
    "product_writing.archive": lambda s, t: s.product_writing.archive([t.mark]),
    "stock.move": lambda s, t: s.stock.move(
        StockMovement(uuid7(), t.variant, t.store, -1, MovementReason.SALE, NOON)
    ),
    "stock.tell_again": lambda s, t: s.stock.tell_again([t.variant]),
    "stock.move_all": lambda s, t: s.stock.move_all(
        [StockMovement(uuid7(), t.variant, t.store, -1, MovementReason.SALE, NOON)]
    ),
    "references.put": lambda s, t: s.references.put(
        [ExternalReference(SHOPIFY, "other", PRODUCT, "17", t.product)]
    ),
    "references.unbind": lambda s, t: s.references.unbind(SHOPIFY, "shop", PRODUCT, t.mark),
    "consents.record": lambda s, t: s.consents.record(a_consent(t.subject, Purpose.ANALYSE_FACE)),
    "consents.withdraw": lambda s, t: s.consents.withdraw(Withdrawal(t.favourite_consent, NOON)),
    "consents.expire": lambda s, t: s.consents.expire(NOON),
    "keepsakes.keep_measurement": lambda s, t: s.keepsakes.keep_measurement(_measure(t)),
    "keepsakes.keep_favourite": lambda s, t: s.keepsakes.keep_favourite(_like(t)),
    "keepsakes.forget_favourite": lambda s, t: s.keepsakes.forget_favourite(t.favourite),
    "templates.add": lambda s, t: s.templates.add(
        PageTemplate(u := uuid7(), "new", "new", 1), TemplateVersion(u, 1, "x", {}, t.user, NOON)
    ),
    "templates.remove": lambda s, t: s.templates.remove(t.unused_template),
    "templates.write": lambda s, t: s.templates.write(t.template, "new", {}, None),
    "generated_stores.start": lambda s, t: s.generated_stores.start(
        GeneratedStore(uuid7(), "new", t.template, 1, {}, GenerationStatus.STARTED, NOON)
    ),
    "generated_stores.finish": lambda s, t: s.generated_stores.finish(t.run, GenerationStatus.FAILED, 0),
    "generated_stores.begin": lambda s, t: s.generated_stores.begin(t.run),
    "generated_stores.put_back": lambda s, t: (
        [s.generated_stores.begin(t.run) for _ in range(2)],
        s.generated_stores.put_back(t.run),
    ),
    "generated_stores.tell": lambda s, t: s.generated_stores.tell(t.run, 1, 2),
    "generated_stores.cancel": lambda s, t: s.generated_stores.cancel(t.run),
    "published_sites.put": lambda s, t: s.published_sites.put(PublishedSite(None, t.run, NOON, None)),
    "connections.add": lambda s, t: s.connections.add(
        PlatformConnection(uuid7(), SHOPIFY, "new", "new", "secret:new")
    ),
    "connections.save": lambda s, t: s.connections.save(
        PlatformConnection(t.connection, SHOPIFY, "new", "new", "secret:new")
    ),
    "connections.move_cursor": lambda s, t: s.connections.move_cursor(
        SyncCursor(t.connection, "products", "new", NOON)
    ),
    "inbox.receive": lambda s, t: s.inbox.receive(
        WebhookEvent(uuid7(), t.connection, "new", "products/update", b"{}", NOON)
    ),
    "inbox.receive_all": lambda s, t: s.inbox.receive_all(
        [WebhookEvent(uuid7(), t.connection, "new", "products/update", b"{}", NOON)]
    ),
    "inbox.settle": lambda s, t: s.inbox.settle(t.webhook, InboxStatus.DONE),
    "inbox.postpone": lambda s, t: s.inbox.postpone(t.webhook, NOON, "busy"),
    "outbox.append": lambda s, t: s.outbox.append(a_message(t.variant)),
    "outbox.acknowledge": lambda s, t: s.outbox.acknowledge([t.message]),
    "outbox.postpone": lambda s, t: s.outbox.postpone(t.message, NOON, "busy"),
    "outbox.quarantine": lambda s, t: s.outbox.quarantine(t.message, "poison"),
    "face_answers.keep": lambda s, t: s.face_answers.keep(bytes(32), FaceAnswer("oval", 0.5, ())),
    "face_answers.forget_old": lambda s, t: s.face_answers.forget_old(),
    "publishable_keys.add": lambda s, t: s.publishable_keys.add(a_web_key(uuid7())),
    "publishable_keys.revoke": lambda s, t: s.publishable_keys.revoke(t.web_key),
    "connections.remove": lambda s, t: s.connections.remove(t.connection),
    "outbox.release": lambda s, t: (s.outbox.quarantine(t.message, "poison"), s.outbox.release(t.message)),
    "agreements.put": lambda s, t: s.agreements.put([an_agreement(t, synced_at=LATER)]),
    "agreements.mark_news": lambda s, t: _with_agreement(s, t, s.agreements.mark_news),
    "agreements.drop": lambda s, t: s.agreements.drop(t.connection, t.mark),
    "agreements.forget_stock": lambda s, t: s.agreements.forget_stock(t.connection, [t.store]),
    "agreements.put_stock": lambda s, t: s.agreements.put_stock(
        t.connection, [SyncedStock(t.variant, t.store, 4)]
    ),
    "deliveries.put": lambda s, t: s.deliveries.put(Delivery(t.message, t.connection, DeliveryStatus.DONE)),
    "deliveries.forget_refused": lambda s, t: _refused(s, t, s.deliveries.forget_refused),
    "sync_log.begin": lambda s, t: s.sync_log.begin(SyncRun(uuid7(), t.connection, RunKind.PULL, NOON)),
    "sync_log.end": lambda s, t: s.sync_log.end(
        SyncRun(t.sync_run, t.connection, RunKind.PULL, NOON, RunOutcome.DONE)
    ),
    "sync_log.forget_run": lambda s, t: s.sync_log.forget_run(
        SyncRun(t.sync_run, t.connection, RunKind.PULL, NOON)
    ),
    "sync_log.forget_runs": lambda s, t: s.sync_log.forget_runs(t.connection, LATER),
    "sync_log.set_aside": lambda s, t: s.sync_log.set_aside(
        [SetAside(t.connection, "product", "new", "broken", NOON)]
    ),
    "sync_log.take_back": lambda s, t: s.sync_log.take_back(t.connection, "product", [t.mark]),
    "sync_log.keep_conflicts": lambda s, t: s.sync_log.keep_conflicts([a_conflict(t)]),
    "places.save_region": lambda s, t: s.places.save_region(Region(t.region, "new")),
    "places.remove_region": lambda s, t: s.places.remove_region(t.empty_region),
    "staff.raise_epoch": lambda s, t: s.staff.raise_epoch(t.user),
    "rights.remove_role": lambda s, t: s.rights.remove_role(t.role),
    "sessions.open": lambda s, t: s.sessions.open(a_session(t.user)),
    "sessions.rotate": lambda s, t: s.sessions.rotate(t.session, 0),
    "sessions.revoke": lambda s, t: s.sessions.revoke(t.session, "signed out"),
    "sessions.revoke_all": lambda s, t: s.sessions.revoke_all(t.user, "disabled"),
    "sessions.forget": lambda s, t: s.sessions.forget(t.user),
    "links.forget": lambda s, t: s.links.forget(t.user),
    "links.add": lambda s, t: s.links.add(a_link(t.user)),
    "links.use": lambda s, t: s.links.use(t.link),
    "passkeys.add": lambda s, t: s.passkeys.add(a_passkey(t.user, uuid7())),
    "passkeys.note_use": lambda s, t: s.passkeys.note_use(
        replace(a_passkey(t.user, t.passkey), used_at=NOON)
    ),
    "passkeys.remove": lambda s, t: s.passkeys.remove(t.user, t.passkey),
    "passkeys.forget": lambda s, t: s.passkeys.forget(t.user),
    "second_factors.put": lambda s, t: s.second_factors.put(SecondFactor(t.user, t.user, NOON, 2)),
    "second_factors.remove": lambda s, t: s.second_factors.remove(t.user),
    "broken_glass.open": lambda s, t: s.broken_glass.open(a_look()),
    "broken_glass.close": lambda s, t: s.broken_glass.close(t.look),
    "kept_answers.start": lambda s, t: s.kept_answers.start(KeptAnswer(t.user, "new", bytes(32), NOON)),
    "kept_answers.finish": lambda s, t: s.kept_answers.finish(t.user, t.mark, b"x"),
    "kept_answers.forget": lambda s, t: s.kept_answers.forget(t.user, [t.mark]),
    "kept_answers.forget_before": lambda s, t: s.kept_answers.forget_before(NOON + timedelta(hours=1)),
    "device_keys.add": lambda s, t: s.device_keys.add(a_device_key(t.device)),
    "device_keys.keep_chain": lambda s, t: s.device_keys.keep_chain(_device_key(t), NonceChain("new")),
    "device_keys.retire": lambda s, t: s.device_keys.retire(_device_key(t), NOON),
    "seen_proofs.first_time": lambda s, t: s.seen_proofs.first_time(bytes(32), NOON),
    "device_events.keep": lambda s, t: s.device_events.keep(a_device_event(t.device, uuid7())),
    "notes.remove": lambda s, t: s.notes.remove("mark"),
    "notes.put": lambda s, t: s.notes.put("mark", "new"),
    "change_log.note": lambda s, t: s.change_log.note(Stream.RIGHTS, [t.user]),
    "audit.append": lambda s, t: s.audit.append(_event(t)),
    "audit.keep_checkpoint": lambda s, t: s.audit.keep_checkpoint(a_checkpoint()),
    "audit.commitment": lambda s, t: len(s.audit.commitment(uuid7(), t.mark)),
    "audit.forget_person": lambda s, t: s.audit.forget_person(t.user),
}

SAME_FOR_ALL = {
    "product_writing.hold",
    "listings.currency",
    "company.get",
    "company.save",
    "rights.lasting_owners",
    "rights.has_platform_admins",
    "whole_company.delete",
}
"""Name no thing: each speaks of the tenant that asks."""


def every_method() -> set[str]:
    """`repository.method`, found by looking at what a unit of work opens."""
    found = set()
    for name, part in inspect.getmembers(Repositories, lambda member: hasattr(member, "func")):
        kind = inspect.signature(part.func, eval_str=True).return_annotation
        assert issubclass(kind, Repository), name
        public = [m for m, _ in inspect.getmembers(kind, inspect.isfunction) if not m.startswith("_")]
        found |= {f"{name}.{method}" for method in public}
    return found


def answer(store, scope, call: Call, things: Things) -> str:
    """What a tenant learns from a call, with names made equal: a result, or an error's kind and words."""
    try:
        said = repr(store.write(scope, lambda shop: call(shop, things)).result)
    except ShopError as error:
        said = f"{type(error).__name__}: {error}"
    for part in fields(things):
        said = said.replace(repr(getattr(things, part.name)), part.name)
        said = said.replace(str(getattr(things, part.name)), part.name)
    said = re.sub(r"UUID\('[0-9a-f-]+'\)", "an id", said)
    return re.sub(r"""(?<!\w)b(['"])(?:\\.|(?!\1).)*\1""", "bytes", said)


def rows_of(database, tenant_id: UUID) -> dict[str, list[str]]:
    """Every row a tenant has."""
    with database.reading(tenant_id) as connection:
        return {
            name: sorted(str(row) for row in connection.execute(select(t).where(t.c.tenant_id == tenant_id)))
            for name, t in metadata.tables.items()
            if "tenant_id" in t.c
        }


@pytest.fixture
def north(store, scope):
    things = Things("NORTHERN")
    store.write(scope, lambda shop: fill(shop, things))
    return things


@pytest.fixture
def south_scope(store):
    return add_tenant(store, "sued")


def test_every_method_of_every_repository_is_walked():
    assert every_method() == set(READS) | set(WRITES) | SAME_FOR_ALL


def test_the_owner_is_answered_otherwise_than_a_stranger(store, scope, north, south_scope):
    alike = [name for name, call in READS.items()
             if answer(store, scope, call, north) == answer(store, south_scope, call, north)]  # fmt: skip
    assert alike == []


def test_foreign_things_and_missing_things_give_the_same_answer(store, database, scope, north):
    before = rows_of(database, scope)
    for number, (name, call) in enumerate({**READS, **WRITES}.items()):
        foreign = answer(store, add_tenant(store, f"south-{number}"), call, copy(north))
        missing = answer(store, add_tenant(store, f"west-{number}"), call, Things("MISSINGG"))
        assert foreign == missing, name
        assert "NORTHERN" not in foreign, name
    assert rows_of(database, scope) == before


def test_the_owner_can_change_things_and_hears_of_it(store, database):
    for number, (name, call) in enumerate(WRITES.items()):
        scope, things = add_tenant(store, f"own-{number}"), Things(f"OWN{number}")
        store.write(scope, lambda shop, things=things: fill(shop, things))
        before = rows_of(database, scope)
        changes = store.write(scope, lambda shop, things=things, call=call: call(shop, things)).changes
        moves_nothing = name in {"consents.expire", "face_answers.forget_old"}
        assert (rows_of(database, scope) == before) == moves_nothing, name
        assert bool(changes) != moves_nothing, name


def test_a_neighbour_may_use_the_same_names(store, scope, south_scope, north):
    same = copy(north)
    store.write(south_scope, lambda shop: fill(shop, same))
    with store.reading(south_scope) as shop:
        assert shop.products.by_code("NORTHERN").id == same.product != north.product
