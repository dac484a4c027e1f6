"""Brings a platform's products into our store, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.exchange import ExternalReference, ReferenceKind
from app.domain.products import Product, ProductContent
from app.domain.syncing import KeptConflict, SetAside, SyncedProduct
from app.store.unit_of_work import Repositories
from sync.platforms.values import RemoteProduct, Unusable
from sync.reconcile.merged_content import content_of
from sync.reconcile.plan import Conflict, Plan, plan
from sync.reconcile.sheet import Synced, plain, read_synced, sheet_of, synced, synced_data
from sync.runs.counts import Counts
from sync.runs.incoming import Incoming, read_incoming
from sync.runs.link import Link
from sync.runs.states import UNTRIED

PRODUCT, VARIANT = ReferenceKind.PRODUCT, ReferenceKind.VARIANT
PUSHED = "push"
"""Set aside: products whose changes the platform does not take."""
WITHDRAWN = "withdrawn"
"""Set aside: products of ours that somebody deleted on the platform, by our own id."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a product of the platform makes of one of ours."""

    incoming: Incoming
    content: ProductContent
    plan: Plan


def apply_products(
    shop: Repositories, link: Link, remotes: Sequence[RemoteProduct], unusable: Iterable[Unusable] = ()
) -> Counts:
    """Makes our store say what the plan of each product asks. Everything that came is counted once."""
    broken = {one.id: one.reason for one in unusable}
    counts = Counts(seen=len({product.id for product in remotes} | set(broken)))
    incoming = _read_all(link, remotes, broken)
    known = shop.agreements.find(link.id, [one.external_id for one in incoming])
    fresh = [one for one in incoming if _has_news(one, known.get(one.external_id))]
    counts.unchanged = len(incoming) - len(fresh)
    if fresh:
        counts += _apply_fresh(shop, link, fresh, known, broken)
    counts.set_aside = len(broken)
    _note_broken(shop, link, [one.external_id for one in incoming], broken)
    _note_dropped(shop, link, incoming)
    return counts


def _read_all(link: Link, remotes: Sequence[RemoteProduct], broken: dict[str, str]) -> list[Incoming]:
    """What can be used, each product once (the last said counts); the rest goes to `broken`."""
    read: dict[str, Incoming] = {}
    for remote in remotes:
        try:
            read[remote.id] = read_incoming(
                remote, link.connection.name, f"{link.platform.value}-", link.clean_html
            )
        except ValueError as reason:
            broken[remote.id] = str(reason)
    return list(read.values())


def _has_news(incoming: Incoming, agreed: SyncedProduct | None) -> bool:
    return agreed is None or agreed.content_hash != incoming.content_hash


def _apply_fresh(
    shop: Repositories,
    link: Link,
    fresh: Sequence[Incoming],
    known: Mapping[str, SyncedProduct],
    broken: dict[str, str],
) -> Counts:
    shop.product_writing.hold()
    ours = _bind(shop, link, fresh, broken)
    drafts = _drafts(shop, link, [one for one in fresh if one.external_id not in broken], ours, known, broken)
    written = shop.product_writing.upsert([draft.content for draft in drafts])
    rejected = dict(written.rejected)
    broken |= {d.incoming.external_id: rejected[d.content.code] for d in drafts if d.content.code in rejected}
    kept = [draft for draft in drafts if draft.content.code not in rejected]
    _remember(shop, link, kept)
    _note_untried(shop, link, kept)
    counts = Counts(added=written.added, changed=written.changed, unchanged=written.unchanged)
    counts.more["conflicts"] = sum(len(draft.plan.conflicts) for draft in kept)
    return counts


def _bind(
    shop: Repositories, link: Link, fresh: Sequence[Incoming], broken: dict[str, str]
) -> dict[str, Product]:
    """Our product of each external id: bound before, or selling one of its SKUs or GTINs."""
    bound = link.ours(shop, PRODUCT, [one.external_id for one in fresh])
    strangers = [one for one in fresh if one.external_id not in bound]
    skus = [sku for one in strangers for sku in one.sheet.variants]
    gtins = [str(f["gtin"]) for one in strangers for f in one.sheet.variants.values() if f["gtin"]]
    owners = shop.agreements.owners(skus, gtins)
    taken = {product: external for external, product in bound.items()}
    found = {one.external_id: owner for one in strangers if (owner := _owner(one, owners)) is not None}
    taken |= shop.references.of_many(link.platform, link.shop, PRODUCT, list(found.values()))
    for external_id, product_id in found.items():
        if taken.setdefault(product_id, external_id) == external_id:
            bound[external_id] = product_id
        else:
            broken[external_id] = (
                f"It sells the same SKU or GTIN as the platform's product {taken[product_id]}."
            )
    products = shop.products.many(list(bound.values()))
    return {external_id: products[product_id] for external_id, product_id in bound.items()}


def _owner(incoming: Incoming, owners: Mapping[str, UUID]) -> UUID | None:
    by_sku = (owners[sku] for sku in incoming.sheet.variants if sku in owners)
    gtins = (str(fields["gtin"]) for fields in incoming.sheet.variants.values())
    by_gtin = (owners[gtin] for gtin in gtins if gtin in owners)
    return next(by_sku, None) or next(by_gtin, None)


def _drafts(
    shop: Repositories,
    link: Link,
    fresh: Sequence[Incoming],
    ours: Mapping[str, Product],
    known: Mapping[str, SyncedProduct],
    broken: dict[str, str],
) -> list[_Draft]:
    codes = {product.content.code for product in ours.values()}
    codes |= set(shop.products.ids_of_codes([one.seed.code for one in fresh]))
    drafts = []
    for one in fresh:
        product = ours.get(one.external_id)
        agreed = known.get(one.external_id)
        last = read_synced(agreed.marks) if agreed and product else Synced()
        try:
            drafts.append(_draft(link, one, product, last, codes))
        except ValueError as reason:
            broken[one.external_id] = str(reason)
    return drafts


def _draft(link: Link, one: Incoming, product: Product | None, last: Synced, codes: set[str]) -> _Draft:
    if product is None:
        seed = one.seed if one.seed.code not in codes else replace(one.seed, code=_own_code(link, one))
        codes.add(seed.code)
        return _Draft(one, seed, plan(one.sheet, one.sheet, last, link.policy))
    planned = plan(sheet_of(product.content), one.sheet, last, link.policy)
    return _Draft(one, content_of(planned.agreed, _with_seeds(product.content, one.seed)), planned)


def _own_code(link: Link, one: Incoming) -> str:
    return f"{link.platform.value}-{link.shop}-{one.external_id}"[-120:]


def _with_seeds(content: ProductContent, seed: ProductContent) -> ProductContent:
    """Our product with variants that are new to it, and a look for those that had none."""
    seeds = {variant.sku: variant for variant in seed.variants}
    ours = tuple(
        replace(v, finish=seeds[v.sku].finish) if v.finish is None and v.sku in seeds else v
        for v in content.variants
    )
    new = tuple(replace(v, size=None) for sku, v in seeds.items() if sku not in {o.sku for o in ours})
    return replace(content, variants=ours + new)


def _remember(shop: Repositories, link: Link, drafts: Sequence[_Draft]) -> None:
    """Bindings, agreements and conflicts of what was written."""
    ids = shop.products.ids_of_codes([draft.content.code for draft in drafts])
    pairs = [(draft, ids[draft.content.code]) for draft in drafts]
    variant_ids = shop.products.variant_ids([v.sku for draft in drafts for v in draft.content.variants])
    wanted = {(PRODUCT, draft.incoming.external_id): product_id for draft, product_id in pairs}
    wanted |= {
        (VARIANT, external_id): variant_ids[sku]
        for draft in drafts
        for sku, external_id in draft.incoming.variant_ids
        if sku in variant_ids
    }
    bind_all(shop, link, wanted)
    shop.agreements.put([_agreement(shop, link, draft, product_id) for draft, product_id in pairs])
    shop.sync_log.keep_conflicts(
        [_kept(shop, link, c, product_id) for draft, product_id in pairs for c in draft.plan.conflicts]
    )


def bind_all(shop: Repositories, link: Link, wanted: Mapping[tuple[ReferenceKind, str], UUID]) -> None:
    """Binds anew; what one of our things was called before in this shop is forgotten."""
    for kind in (PRODUCT, VARIANT):
        of_kind = {object_id: external for (k, external), object_id in wanted.items() if k is kind}
        before = shop.references.of_many(link.platform, link.shop, kind, list(of_kind))
        for object_id, external_id in before.items():
            if of_kind[object_id] != external_id:
                shop.references.unbind(link.platform, link.shop, kind, external_id)
        shop.references.put(
            ExternalReference(link.platform, link.shop, kind, external_id, object_id)
            for object_id, external_id in of_kind.items()
            if before.get(object_id) != external_id
        )


def _agreement(shop: Repositories, link: Link, draft: _Draft, product_id: UUID) -> SyncedProduct:
    """The marks are the platform's own: where ours differs now, it is news for the platform."""
    marks = synced_data(synced(draft.incoming.sheet))
    one = draft.incoming
    return SyncedProduct(
        link.id,
        one.external_id,
        product_id,
        one.content_hash,
        marks,
        draft.plan.changes_platform,
        shop.moment,
    )


def _kept(shop: Repositories, link: Link, conflict: Conflict, product_id: UUID) -> KeptConflict:
    said = {"ours": plain(conflict.ours), "theirs": plain(conflict.theirs)}
    return KeptConflict(
        shop.new_id(),
        link.id,
        product_id,
        conflict.sku or "",
        conflict.field,
        conflict.winner.value,
        said,
        shop.moment,
    )


def _note_broken(shop: Repositories, link: Link, good: Sequence[str], broken: Mapping[str, str]) -> None:
    shop.sync_log.take_back(link.id, "product", [one for one in good if one not in broken])
    shop.sync_log.set_aside(
        [
            SetAside(link.id, "product", external_id, reason[:1000], shop.moment)
            for external_id, reason in broken.items()
        ]
    )


def _note_untried(shop: Repositories, link: Link, drafts: Sequence[_Draft]) -> None:
    """Frames that are sold but cannot be drawn in their true size are told with what is missing."""
    lacking = {d.incoming.external_id: missing for d in drafts if (missing := _missing(d))}
    shop.sync_log.take_back(link.id, UNTRIED, [d.incoming.external_id for d in drafts])
    codes = {d.incoming.external_id: d.content.code for d in drafts}
    shop.sync_log.set_aside(
        [
            SetAside(link.id, UNTRIED, external_id, f"{codes[external_id]}: {missing}"[:1000], shop.moment)
            for external_id, missing in lacking.items()
        ]
    )


def _missing(draft: _Draft) -> str:
    """What keeps the frame from being tried on; "" when all its variants can be."""
    unsized = [variant.sku for variant in draft.content.variants if variant.size is None]
    words = dict.fromkeys(word for sku in unsized for word in draft.incoming.missing.get(sku, ()))
    return f"{', '.join(words)} missing" if words else "no dimensions" if unsized else ""


def _note_dropped(shop: Repositories, link: Link, incoming: Sequence[Incoming]) -> None:
    """Variants that cannot be sold are set aside by themselves; the others go on."""
    shop.sync_log.take_back(
        link.id, "variant", [external for one in incoming for _, external in one.variant_ids]
    )
    shop.sync_log.set_aside(
        [
            SetAside(link.id, "variant", external_id, reason[:1000], shop.moment)
            for one in incoming
            for external_id, reason in one.dropped
        ]
    )


def forget_untried(shop: Repositories, link: Link, products: Mapping[str, Product]) -> None:
    """Those of these (by external id) whose frames somebody measured here can be tried on now."""
    sized = [
        external_id
        for external_id, product in products.items()
        if all(variant.size is not None for variant in product.content.variants)
    ]
    shop.sync_log.take_back(link.id, UNTRIED, sized)


def retire(shop: Repositories, link: Link, external_id: str) -> bool:
    """The platform has the product no more: it leaves our shop too, unless another platform sells it.

    Whether anything was there to retire.
    """
    product_id = link.ours(shop, PRODUCT, [external_id]).get(external_id)
    shop.agreements.drop(link.id, external_id)
    for kind in ("product", UNTRIED, PUSHED):
        shop.sync_log.take_back(link.id, kind, [external_id])
    if product_id is None:
        return False
    product = shop.products.get(product_id)
    _unbind(shop, link, external_id, product)
    if not shop.references.of(PRODUCT, product_id):
        shop.product_writing.archive([product.content.code])
    elif link.policy.creates_products:
        reason = f"{product.content.code} was deleted there; it is not created again before you say so."
        shop.sync_log.set_aside([SetAside(link.id, WITHDRAWN, str(product_id), reason, shop.moment)])
    return True


def _unbind(shop: Repositories, link: Link, external_id: str, product: Product) -> None:
    shop.references.unbind(link.platform, link.shop, PRODUCT, external_id)
    variant_ids = [variant_id for _, variant_id in product.variant_ids]
    names = shop.references.of_many(link.platform, link.shop, VARIANT, variant_ids)
    for name in names.values():
        shop.references.unbind(link.platform, link.shop, VARIANT, name)
