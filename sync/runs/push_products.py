"""Writes what changed here to the platform: boxing data above all, and whatever else the policy lets us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any
from uuid import UUID

from app.domain.errors import Unknown, UnusableRecord
from app.domain.products import Product, ProductImage
from app.domain.syncing import SetAside, SyncedProduct
from app.store.unit_of_work import Repositories
from engine.types import FrameMaterial
from sync.platforms.values import (
    EyewearFields,
    ImageWrite,
    NewVariant,
    ProductChange,
    RemoteProduct,
    VariantChange,
)
from sync.reconcile.plan import Plan, plan
from sync.reconcile.sheet import (
    Boxing,
    Fields,
    Marks,
    Synced,
    mark,
    read_synced,
    sheet_of,
    synced,
    synced_data,
)
from sync.runs.applying import PRODUCT, PUSHED, forget_untried
from sync.runs.counts import Counts
from sync.runs.incoming import is_colour, is_size, read_incoming
from sync.runs.levels import pieces_there
from sync.runs.link import Link
from sync.runs.pull import read_again, take_product

STREAM = "news"
_PAGE = 200
_NO_HASH = bytes(32)
"""Of what cannot be used now: once it can, it is compared anew, whatever it says then."""


def spot_news(link: Link) -> int:
    """Looks through what changed here since the last look, and marks what the platform does not know; how many."""
    marked = 0
    while True:
        revision, after = read_place(link.cursor(STREAM))
        with link.store.reading(link.scope) as shop:
            changed = shop.products.changed_since(revision, _PAGE, after)
        if not changed:
            return marked
        marked += link.store.write(link.scope, partial(_mark, link, changed)).result


def _mark(link: Link, changed: Sequence[Product], shop: Repositories) -> int:
    names = shop.references.of_many(link.platform, link.shop, PRODUCT, [one.id for one in changed])
    agreed = shop.agreements.find(link.id, list(names.values()))
    news = [
        one.id
        for one in changed
        if one.id in names and names[one.id] in agreed and _differs(link, one, agreed[names[one.id]])
    ]
    forget_untried(shop, link, {names[one.id]: one for one in changed if one.id in names})
    link.move_cursor(shop, STREAM, f"{changed[-1].revision} {changed[-1].id}")
    return shop.agreements.mark_news(link.id, news)


def read_place(position: str) -> tuple[int, UUID | None]:
    """A place in the order of changes: (revision, id of the last product of it)."""
    revision, _, product_id = position.partition(" ")
    return int(revision or 0), UUID(product_id) if product_id else None


def _differs(link: Link, product: Product, agreed: SyncedProduct) -> bool:
    """Whether we say something else than was agreed, in a field that we may write, or sell other variants."""
    ours, last = sheet_of(product.content), read_synced(agreed.marks)
    if link.policy.decides_variants and ours.variants.keys() != last.variants.keys():
        return True
    return _field_differs(link, ours.product, last.product) or any(
        _field_differs(link, ours.variants.get(sku, {}), marks) for sku, marks in last.variants.items()
    )


def _field_differs(link: Link, ours: Fields, last: Marks) -> bool:
    told = (name for name in last if name in ours and link.policy.may_write(name))
    return any(mark(ours[name]) != last[name] for name in told)


def push_products(link: Link, total: Counts) -> None:
    """Writes all news. A product that the platform refuses is set aside with its reason; the rest goes on."""
    if not link.policy.writes_products:
        return
    spot_news(link)
    done: set[str] = set()
    while waiting := [one for one in _news(link) if one.external_id not in done]:
        for one in waiting:
            done.add(one.external_id)
            total += _push(link, one)
            link.tell("written", total.more["written"], None)


def _news(link: Link) -> tuple[SyncedProduct, ...]:
    with link.store.reading(link.scope) as shop:
        return shop.agreements.with_news(link.id, _PAGE)


def _push(link: Link, agreed: SyncedProduct) -> Counts:
    try:
        remote = link.adapter.read_product(agreed.external_id)
    except UnusableRecord as reason:
        _set_aside(link, replace(agreed, content_hash=_NO_HASH), str(reason))
        return Counts(more=Counter(refused=1))
    if remote is None:
        return read_again(link, agreed.external_id)
    counts = take_product(
        link, remote
    )  # first hear what is new there: the plan below then has news of ours only
    planned = plan_for_platform(link, remote)
    counts = Counts(more=counts.more)
    if planned is None or not planned.changes_platform:
        _settle(link, remote, planned)
        return counts
    try:
        write_plan(link, remote, planned)
    except (UnusableRecord, Unknown) as refused:
        _set_aside(link, agreed, str(refused))
        counts.more["refused"] += 1
        return counts
    _settle(link, remote, planned)
    counts.more["written"] += 1
    _hear_back(link, agreed.external_id)
    return counts


def plan_for_platform(link: Link, remote: RemoteProduct) -> Plan | None:
    """What both sides would have to say now; None when the product is not usable or not bound here."""
    with link.store.reading(link.scope) as shop:
        product_id = link.ours(shop, PRODUCT, [remote.id]).get(remote.id)
        agreed = shop.agreements.find(link.id, [remote.id]).get(remote.id)
        if product_id is None or agreed is None:
            return None
        ours = shop.products.get(product_id)
    try:
        incoming = read_incoming(remote, link.connection.name, f"{link.platform.value}-", link.clean_html)
    except ValueError:
        return None
    return plan(sheet_of(ours.content), incoming.sheet, read_synced(agreed.marks), link.policy)


def _settle(link: Link, remote: RemoteProduct, planned: Plan | None) -> None:
    """No news any more; what we wrote is what was agreed."""

    def settle(shop: Repositories) -> None:
        agreed = shop.agreements.find(link.id, [remote.id]).get(remote.id)
        if agreed is None:
            return
        if planned is None:
            settled = replace(agreed, has_news=False, content_hash=_NO_HASH, synced_at=shop.moment)
        else:
            settled = replace(agreed, has_news=False, marks=_marks(agreed, planned), synced_at=shop.moment)
        shop.agreements.put([settled])
        shop.sync_log.take_back(link.id, PUSHED, [remote.id])

    link.store.write(link.scope, settle)


def _marks(agreed: SyncedProduct, planned: Plan) -> Sequence[Any]:
    """Of what both sides say now; where each keeps its own value, of what they last agreed on."""
    told = synced(planned.agreed)
    before = read_synced(agreed.marks).product
    return synced_data(Synced({**before, **told.product}, told.variants))


def _hear_back(link: Link, external_id: str) -> None:
    """Reads what became of our writing, so that its echo is known by its hash and ends there."""
    written = link.adapter.read_product(external_id)
    if written is not None:
        take_product(link, written)


def _set_aside(link: Link, agreed: SyncedProduct, reason: str) -> None:
    def aside(shop: Repositories) -> None:
        shop.agreements.put([replace(agreed, has_news=False, synced_at=shop.moment)])
        shop.sync_log.set_aside([SetAside(link.id, PUSHED, agreed.external_id, reason[:1000], shop.moment)])

    link.store.write(link.scope, aside)


def write_plan(link: Link, remote: RemoteProduct, planned: Plan) -> None:
    """Says on the platform what the plan asks. Raises UnusableRecord for what it does not take."""
    change = product_change(planned.for_platform.product, remote)
    if change is not None:
        link.adapter.update_product(remote.id, change)
    ids = {variant.sku: variant.id for variant in remote.variants}
    changes = [
        variant_change(remote.id, ids[sku], told)
        for sku, told in planned.for_platform.variants.items()
        if sku in ids
    ]
    if changes:
        outcome = link.adapter.update_variants(changes)
        if outcome.refused:
            raise UnusableRecord("; ".join(one.reason for one in outcome.refused))
    new = {sku: told for sku, told in planned.for_platform.variants.items() if sku not in ids}
    if new:
        _create_variants(link, remote, new)
    for sku in planned.drop_there & set(ids):
        link.adapter.delete_variant(remote.id, ids[sku])


def _create_variants(link: Link, remote: RemoteProduct, new: Mapping[str, Fields]) -> None:
    with link.store.reading(link.scope) as shop:
        ids = shop.products.variant_ids(list(new))
    pieces = pieces_there(link, list(ids.values()))
    for sku, told in new.items():
        variant = new_variant(sku, told, remote, pieces.get(ids[sku]))
        link.adapter.create_variant(remote.id, variant)


def product_change(told: Fields, remote: RemoteProduct) -> ProductChange | None:
    """The fields of a product in the platform's words; None when nothing of it can be said there."""
    names = {"name": "title", "description": "description_html", "brand": "brand", "status": "status"}
    values: dict[str, Any] = {names[name]: value for name, value in told.items() if name in names}
    if "images" in told:
        values["images"] = _images(told["images"], remote)  # type: ignore[arg-type]  # as sheet_of took it
    return ProductChange(**values) if values else None


def _images(images: Sequence[ProductImage], remote: RemoteProduct) -> tuple[ImageWrite, ...]:
    """A picture the platform has is named by its id: fetched again it would be doubled."""
    ids = {image.url: image.id for image in remote.images}
    return tuple(
        ImageWrite(
            url="" if image.url in ids else image.url,
            id=ids.get(image.url, ""),
            alt=image.alt,
            skus=(image.sku,) if image.sku else (),
        )
        for image in images
    )


def variant_change(product_id: str, variant_id: str, told: Fields) -> VariantChange:
    """The fields of a variant in the platform's words."""
    known: dict[str, Any] = {name: told[name] for name in ("gtin", "prices") if told.get(name)}
    return VariantChange(product_id, variant_id, eyewear=eyewear_of(told), **known)


def new_variant(
    sku: str, told: Fields, remote: RemoteProduct, pieces: Mapping[str, int] | None
) -> NewVariant:
    """A variant of ours in the choices that the platform's product offers. UnusableRecord where it has none."""
    known: dict[str, Any] = {name: told[name] for name in ("gtin", "prices") if name in told}
    options = told.get("options") or tuple(
        (option.name, choice_of(option.name, told)) for option in remote.options
    )
    return NewVariant(sku, eyewear=eyewear_of(told), options=options, stock=pieces, **known)  # type: ignore[arg-type]


def choice_of(option: str, told: Fields) -> str:
    """What our variant is, as a choice of the platform's product."""
    boxing = told.get("boxing")
    if is_colour(option):
        return str(told["colour"])
    if is_size(option) and isinstance(boxing, Boxing):
        return boxing.label
    raise UnusableRecord(f"The online shop asks for a choice of {option}, and here nobody says which it is.")


def eyewear_of(told: Fields) -> EyewearFields:
    """A variant's fields as platforms tell frames."""
    boxing, material = told.get("boxing"), told.get("material")
    values: dict[str, Any] = {}
    if isinstance(boxing, Boxing):
        values = {f.name: getattr(boxing, f.name) for f in fields(boxing)}
    if isinstance(material, FrameMaterial):
        values["material"] = material
    return EyewearFields(**values)
