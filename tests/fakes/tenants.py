"""Tenants with people who may do everything, and one of each thing a tenant can own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid6 import uuid7

from app.access.authorise import authorise, authorise_platform
from app.bus import Bus
from app.domain.access import Actor, BuiltInRole, CustomRole, Device, Grant, Permission, ScopeType, User
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.domain.audit_checkpoint import Checkpoint
from app.domain.consent import Consent, Decision, Favourite, KeptMeasurement, Purpose, Withdrawal
from app.domain.devices import DeviceKey
from app.domain.exchange import (
    ExternalReference,
    OutboxMessage,
    Platform,
    PlatformConnection,
    ReferenceKind,
    SyncCursor,
    WebhookEvent,
)
from app.domain.face_answer import FaceAnswer
from app.domain.feeds import DeviceEvent, Stream
from app.domain.money import Money
from app.domain.products import FrameSize, Model3d, ModelOrigin, Price, ProductContent, VariantContent
from app.domain.publishable import PublishableKey
from app.domain.sign_in import (
    BreakGlass,
    KeptAnswer,
    LinkPurpose,
    OneTimeLink,
    Passkey,
    SecondFactor,
    Session,
)
from app.domain.stock import MovementReason, StockMovement
from app.domain.storefront import (
    GeneratedStore,
    GenerationStatus,
    PageTemplate,
    PublishedSite,
    TemplateVersion,
)
from app.domain.syncing import (
    Delivery,
    KeptConflict,
    RunKind,
    RunOutcome,
    SetAside,
    SyncedProduct,
    SyncedStock,
    SyncRun,
)
from app.domain.tenancy import Region, Setting, Store, Tenant, TenantScope
from app.store.connections import Database
from app.store.unit_of_work import Repositories, ShopStore
from engine.types import FrameFinish, FrameMaterial, FrameShape, FrameSpec, Measure
from tests.fakes.clock import ManualWallClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FINISH = FrameFinish(FrameMaterial.ACETATE, (0.03, 0.03, 0.03))


def everything_allowed(tenant_id: UUID) -> Actor:
    return Actor(tenant_id, frozenset(Permission))


def scope_of(tenant_id: UUID) -> TenantScope:
    return authorise(everything_allowed(tenant_id), Permission.FRAMES_READ)


def open_shop(database: Database, bus: Bus | None = None) -> ShopStore:
    return ShopStore(database, bus or Bus(), ManualWallClock())


def add_tenant(store: ShopStore, slug: str, currency: str = "EUR") -> TenantScope:
    tenant = Tenant(uuid7(), slug, slug.title(), currency, "de")
    platform = authorise_platform(everything_allowed(tenant.id), Permission.TENANTS_CREATE)
    store.write_directory(platform, lambda directory: directory.add(tenant))
    return scope_of(tenant.id)


def a_product(code: str = "ALBA", *colours: str, price_minor: int = 18900, **more) -> ProductContent:
    spec = FrameSpec(FrameShape.PANTO, 50, 42, 19, 145)
    variants = tuple(
        VariantContent(
            f"{code}-{colour}", colour, (Price(Money(price_minor, "EUR")),), size="50□19–145", finish=FINISH
        )
        for colour in colours or ("Black",)
    )
    known = {"name": code.title(), "brand": "Linea Vero", "sizes": (FrameSize("50□19–145", spec),)}
    return ProductContent(**({"code": code, "variants": variants} | known | more))


def a_consent(subject_id: UUID, purpose: Purpose, **more) -> Consent:
    known = {"decision": Decision.GRANTED, "text_version": "3", "text_sha256": bytes(32), "locale": "de"}
    return Consent(uuid7(), subject_id, purpose, decided_at=NOON, **(known | more))


def a_measurement(consent: Consent, **more) -> KeptMeasurement:
    pd = Measure(63.0, 61.5, 64.5)
    known = {"consent_id": consent.id, "subject_id": consent.subject_id} | more
    return KeptMeasurement(
        id=uuid7(), pd=pd, near_pd=pd, face_width=pd, bridge_width=pd, taken_at=NOON, **known
    )


def a_message(aggregate_id: UUID, number: int = 0) -> OutboxMessage:
    return OutboxMessage(uuid7(), "stock_adjusted", aggregate_id, {"delta": number}, NOON)


def a_checkpoint() -> Checkpoint:
    """Of nobody's key, later than the ones before it."""
    return Checkpoint(1, bytes(32), NOON + timedelta(microseconds=uuid7().int >> 80), "key", bytes(64))


def a_web_key(key_id: UUID, *origins: str) -> PublishableKey:
    return PublishableKey(key_id, "Web shop", origins or ("https://shop.example",), 60, NOON)


def a_device_key(device_id: UUID) -> DeviceKey:
    return DeviceKey(secrets.token_urlsafe(32), device_id, "{}", NOON)


def a_device_event(device_id: UUID, event_id: UUID) -> DeviceEvent:
    return DeviceEvent(device_id, event_id, "seen", event_id, {"mark": str(event_id)}, NOON, NOON)


@dataclass
class Things:
    """Names of one of each thing; made up, so that a tenant has them only after `fill`."""

    mark: str
    region: UUID = field(default_factory=uuid7)
    empty_region: UUID = field(default_factory=uuid7)
    store: UUID = field(default_factory=uuid7)
    device: UUID = field(default_factory=uuid7)
    user: UUID = field(default_factory=uuid7)
    role: UUID = field(default_factory=uuid7)
    held_role: UUID = field(default_factory=uuid7)
    grant: UUID = field(default_factory=uuid7)
    product: UUID = field(default_factory=uuid7)
    variant: UUID = field(default_factory=uuid7)
    other_variant: UUID = field(default_factory=uuid7)
    model: UUID = field(default_factory=uuid7)
    movement: UUID = field(default_factory=uuid7)
    subject: UUID = field(default_factory=uuid7)
    measuring_consent: UUID = field(default_factory=uuid7)
    favourite_consent: UUID = field(default_factory=uuid7)
    favourite: UUID = field(default_factory=uuid7)
    template: UUID = field(default_factory=uuid7)
    unused_template: UUID = field(default_factory=uuid7)
    run: UUID = field(default_factory=uuid7)
    connection: UUID = field(default_factory=uuid7)
    webhook: UUID = field(default_factory=uuid7)
    message: UUID = field(default_factory=uuid7)
    key_thumbprint: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    event: UUID = field(default_factory=uuid7)
    web_key: UUID = field(default_factory=uuid7)
    question: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    sync_run: UUID = field(default_factory=uuid7)
    session: UUID = field(default_factory=uuid7)
    link: UUID = field(default_factory=uuid7)
    look: UUID = field(default_factory=uuid7)
    passkey: UUID = field(default_factory=uuid7)
    commitment: str = field(default_factory=lambda: uuid7().hex)

    @property
    def sku(self) -> str:
        return f"{self.mark}-Black"


def fill(shop: Repositories, things: Things) -> None:
    """Gives a tenant one of everything, and writes the ids the store chose into `things`."""
    _fill_places(shop, things)
    _fill_catalogue(shop, things)
    _fill_customers(shop, things)
    _fill_pages(shop, things)
    _fill_exchange(shop, things)
    shop.device_keys.add(replace(a_device_key(things.device), thumbprint=things.key_thumbprint))
    shop.seen_proofs.first_time(secrets.token_bytes(32), NOON)
    shop.device_events.keep(a_device_event(things.device, things.event))
    shop.notes.put("mark", things.mark)
    shop.change_log.note(Stream.PRICES, [things.variant])
    shop.face_answers.keep(things.question, FaceAnswer("oval", 0.7, ("panto",)))
    shop.publishable_keys.add(a_web_key(things.web_key))
    _fill_sign_in(shop, things)
    event = AuditEvent(
        uuid7(), NOON, ActorKind.USER, things.user, "stores:generate", "template", things.template,
        AuditResult.COMPLETED, {"name": things.mark},
    )  # fmt: skip
    shop.audit.append(event)
    shop.audit.keep_checkpoint(a_checkpoint())
    things.commitment = shop.audit.commitment(things.user, things.mark)


def _fill_places(shop: Repositories, things: Things) -> None:
    mark = things.mark
    shop.places.add_region(Region(things.region, mark))
    shop.places.add_region(Region(things.empty_region, f"{mark} empty"))
    shop.places.add_store(Store(things.store, mark, mark, "Europe/Berlin", "DE", things.region))
    shop.devices.add(Device(things.device, things.store, mark, key_thumbprint=mark))
    shop.staff.add(User(things.user, f"{mark.lower()}@example.com", mark))
    shop.rights.put_role(CustomRole(things.role, mark, frozenset({"catalog:frames:read"})))
    shop.rights.grant(
        Grant(things.grant, things.user, BuiltInRole.OPTICIAN, ScopeType.STORE, store_id=things.store)
    )
    shop.rights.put_role(CustomRole(things.held_role, f"{mark} held", frozenset({"catalog:frames:read"})))
    shop.rights.grant(Grant(uuid7(), things.user, things.held_role, ScopeType.STORE, store_id=things.store))
    shop.settings.put(Setting("kiosk.idle_s", mark, store_id=things.store))


def _fill_catalogue(shop: Repositories, things: Things) -> None:
    shop.product_writing.upsert([a_product(things.mark, "Black", "Red")])
    product = shop.products.by_code(things.mark)
    things.product = product.id
    things.variant, things.other_variant = (variant_id for _, variant_id in product.variant_ids)
    shop.products.add_model(
        Model3d(things.model, things.product, "50□19–145", bytes(32), 1000, ModelOrigin.GENERATED)
    )
    shop.stock.move(
        StockMovement(things.movement, things.variant, things.store, 3, MovementReason.DELIVERY, NOON)
    )
    shop.references.put(
        [ExternalReference(Platform.SHOPIFY, "shop", ReferenceKind.PRODUCT, things.mark, things.product)]
    )


def _fill_customers(shop: Repositories, things: Things) -> None:
    measuring = a_consent(things.subject, Purpose.KEEP_MEASUREMENTS)
    liking = a_consent(things.subject, Purpose.KEEP_FAVOURITES)
    things.measuring_consent, things.favourite_consent = measuring.id, liking.id
    withdrawn = a_consent(things.subject, Purpose.ANALYSE_FACE)
    for consent in (measuring, liking, withdrawn):
        shop.consents.record(consent)
    shop.consents.withdraw(Withdrawal(withdrawn.id, NOON))
    shop.keepsakes.keep_measurement(a_measurement(measuring))
    shop.keepsakes.keep_favourite(
        Favourite(things.favourite, liking.id, things.subject, things.variant, NOON)
    )


def _fill_pages(shop: Repositories, things: Things) -> None:
    template = PageTemplate(things.template, things.mark.lower(), things.mark, 1)
    shop.templates.add(template, TemplateVersion(things.template, 1, things.mark, {}, things.user, NOON))
    unused = PageTemplate(things.unused_template, f"{things.mark.lower()}-2", things.mark, 1)
    shop.templates.add(unused, TemplateVersion(unused.id, 1, things.mark, {}, things.user, NOON))
    run = GeneratedStore(things.run, things.mark, things.template, 1, {}, GenerationStatus.STARTED, NOON)
    shop.generated_stores.start(run)
    shop.published_sites.put(PublishedSite(things.run, None, NOON, things.user))


def _fill_exchange(shop: Repositories, things: Things) -> None:
    connection = PlatformConnection(
        things.connection, Platform.SHOPIFY, things.mark, things.mark, f"secret:{things.mark}"
    )
    shop.connections.add(connection)
    shop.connections.move_cursor(SyncCursor(things.connection, "products", things.mark, NOON))
    shop.inbox.receive(
        WebhookEvent(things.webhook, things.connection, things.mark, "products/update", b"{}", NOON)
    )
    shop.outbox.append(OutboxMessage(things.message, "stock", things.variant, {"mark": things.mark}, NOON))
    _fill_syncing(shop, things)


def _fill_syncing(shop: Repositories, things: Things) -> None:
    shop.agreements.put([an_agreement(things, has_news=True)])
    shop.agreements.put_stock(things.connection, [SyncedStock(things.variant, things.store, 3)])
    shop.deliveries.put(Delivery(things.message, things.connection, evidence={"mark": things.mark}))
    shop.sync_log.begin(
        SyncRun(things.sync_run, things.connection, RunKind.PULL, NOON, RunOutcome.DONE, NOON)
    )
    shop.sync_log.set_aside([SetAside(things.connection, "product", things.mark, "broken", NOON)])
    shop.sync_log.keep_conflicts([a_conflict(things)])


def an_agreement(things: Things, **more: object) -> SyncedProduct:
    known = {"content_hash": bytes(32), "marks": [{}, {}], "has_news": False, "synced_at": NOON}
    return SyncedProduct(things.connection, things.mark, things.product, **(known | more))


def a_conflict(things: Things) -> KeptConflict:
    said = {"ours": "a", "theirs": "b"}
    return KeptConflict(uuid7(), things.connection, things.product, "", "name", "shop", said, NOON)


def a_session(user_id: UUID, session_id: UUID | None = None) -> Session:
    return Session(session_id or uuid7(), user_id, NOON, NOON + timedelta(days=30), NOON)


def a_link(user_id: UUID, link_id: UUID | None = None) -> OneTimeLink:
    end = NOON + timedelta(days=3)
    return OneTimeLink(link_id or uuid7(), user_id, LinkPurpose.INVITATION, bytes(32), NOON, end)


def a_passkey(user_id: UUID, passkey_id: UUID) -> Passkey:
    return Passkey(passkey_id, user_id, "Phone", passkey_id.bytes, b"key", 0, NOON)


def a_look(look_id: UUID | None = None) -> BreakGlass:
    end = NOON + timedelta(minutes=30)
    return BreakGlass(look_id or uuid7(), uuid7(), uuid7(), "looking for a lost order", NOON, end)


def _fill_sign_in(shop: Repositories, things: Things) -> None:
    shop.sessions.open(a_session(things.user, things.session))
    shop.links.add(a_link(things.user, things.link))
    shop.second_factors.put(SecondFactor(things.user, things.link, NOON, 1))
    shop.passkeys.add(a_passkey(things.user, things.passkey))
    shop.broken_glass.open(a_look(things.look))
    shop.kept_answers.start(KeptAnswer(things.user, things.mark, bytes(32), NOON))
