"""Tables of what the shop sells, how much of it lies where, and what others call it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlalchemy import text as sql

from app.domain.exchange import Platform, ReferenceKind
from app.domain.products import (
    FARTHEST_POSITION,
    MOST_MINOR,
    SPEC_LIMITS,
    ColourFamily,
    Gender,
    ModelOrigin,
    ProductStatus,
)
from app.domain.stock import MovementReason
from app.store.column_types import Finish, Id, Real
from app.store.tables_base import (
    belongs_to,
    currency,
    data,
    digest,
    flag,
    moment,
    one_of,
    reference,
    tenant_table,
    text,
    whole,
)
from engine.types import FrameMaterial, FrameShape, RimStyle

_HAS_GTIN = sql("gtin IS NOT NULL")


def _boxing(name: str) -> Column[float]:
    least, most = SPEC_LIMITS[name]
    within = CheckConstraint(f"{name} BETWEEN {least} AND {most}", name=f"{name}_range")
    return Column(name, Real, within, nullable=False)


catalogue_revisions = tenant_table("catalogue_revisions", whole("revision", 0, FARTHEST_POSITION), key=())

products = tenant_table(
    "products",
    Column("id", Id, nullable=False),
    text("code", 120),
    text("name", 200),
    text("brand", 120),
    text("description", 20000, least=0),
    one_of("gender", Gender),
    one_of("status", ProductStatus),
    whole("position", -FARTHEST_POSITION, FARTHEST_POSITION),
    data("options"),
    data("images"),
    digest("content_hash", 16),
    whole("revision", 1, FARTHEST_POSITION),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("tenant_id", "code"),
    Index("ix_products_shop_order", "tenant_id", "status", "position", "id"),
    Index("ix_products_tenant_id_revision", "tenant_id", "revision"),
)

frame_specs = tenant_table(
    "frame_specs",
    reference("product_id"),
    text("size", 40),
    whole("position", 0, 1000),
    one_of("shape", FrameShape),
    _boxing("lens_width_mm"),
    _boxing("lens_height_mm"),
    _boxing("bridge_mm"),
    _boxing("temple_mm"),
    one_of("rim", RimStyle),
    _boxing("rim_thickness_mm"),
    _boxing("rim_depth_mm"),
    _boxing("wrap_deg"),
    _boxing("pantoscopic_deg"),
    _boxing("end_piece_mm"),
    *flag("has_nose_pads"),
    belongs_to("products", "product_id"),
    key=("product_id", "size"),
    clustered=True,
)

# What the shop said (colour_family, material) and what customers filter by (facet_…), taken from the finish
# where the shop said nothing.
variants = tenant_table(
    "variants",
    Column("id", Id, nullable=False),
    reference("product_id"),
    text("sku", 120),
    text("gtin", 14, least=8, optional=True),
    text("colour", 80),
    one_of("colour_family", ColourFamily, optional=True),
    one_of("facet_colour", ColourFamily, optional=True),
    one_of("material", FrameMaterial, optional=True),
    one_of("facet_material", FrameMaterial, optional=True),
    text("size", 40, optional=True),
    Column("finish", Finish),
    data("options"),
    whole("position", 0, 100000),
    *flag("is_sold"),
    belongs_to("products", "product_id"),
    belongs_to("frame_specs", "product_id", "size", key=("product_id", "size")),
    UniqueConstraint("tenant_id", "sku"),
    Index("ix_variants_tenant_id_product_id", "tenant_id", "product_id"),
    Index(
        "ix_variants_tenant_id_gtin", "tenant_id", "gtin", sqlite_where=_HAS_GTIN, postgresql_where=_HAS_GTIN
    ),
)

prices = tenant_table(
    "prices",
    reference("variant_id"),
    *currency(),
    whole("amount_minor", 0, MOST_MINOR),
    whole("list_amount_minor", 0, MOST_MINOR, optional=True),
    whole("position", 0, 1000),
    belongs_to("variants", "variant_id"),
    key=("variant_id", "currency"),
    clustered=True,
)

models_3d = tenant_table(
    "models_3d",
    Column("id", Id, nullable=False),
    reference("product_id"),
    text("size", 40, optional=True),
    digest("sha256"),
    whole("byte_count", 1, 10**9),
    one_of("origin", ModelOrigin),
    moment("created_at"),
    belongs_to("products", "product_id"),
    belongs_to("frame_specs", "product_id", "size", key=("product_id", "size")),
    Index("ix_models_3d_tenant_id_product_id", "tenant_id", "product_id"),
)

stock_levels = tenant_table(
    "stock_levels",
    reference("variant_id"),
    reference("store_id"),
    whole("on_hand", -1_000_000_000, 1_000_000_000),
    moment("updated_at"),
    belongs_to("variants", "variant_id"),
    belongs_to("stores", "store_id"),
    key=("variant_id", "store_id"),
    clustered=True,
)

stock_movements = tenant_table(
    "stock_movements",
    Column("id", Id, nullable=False),
    reference("variant_id"),
    reference("store_id"),
    whole("delta", -1_000_000, 1_000_000),
    one_of("reason", MovementReason),
    reference("actor_id", optional=True),
    moment("moved_at"),
    CheckConstraint("delta <> 0", name="delta_moves"),
    belongs_to("variants", "variant_id"),
    belongs_to("stores", "store_id"),
    Index("ix_stock_movements_tenant_id_variant_id", "tenant_id", "variant_id", "id"),
)

external_references = tenant_table(
    "external_references",
    one_of("platform", Platform),
    text("shop", 255),
    one_of("kind", ReferenceKind),
    text("external_id", 255),
    reference("product_id", optional=True),
    reference("variant_id", optional=True),
    reference("store_id", optional=True),
    moment("created_at"),
    CheckConstraint("(kind = 'product') = (product_id IS NOT NULL)", name="product_kind"),
    CheckConstraint("(kind = 'variant') = (variant_id IS NOT NULL)", name="variant_kind"),
    CheckConstraint("(kind = 'location') = (store_id IS NOT NULL)", name="location_kind"),
    belongs_to("products", "product_id"),
    belongs_to("variants", "variant_id"),
    belongs_to("stores", "store_id"),
    UniqueConstraint("tenant_id", "platform", "shop", "product_id"),
    UniqueConstraint("tenant_id", "platform", "shop", "variant_id"),
    UniqueConstraint("tenant_id", "platform", "shop", "store_id"),
    Index("ix_external_references_tenant_id_product_id", "tenant_id", "product_id"),
    Index("ix_external_references_tenant_id_variant_id", "tenant_id", "variant_id"),
    key=("platform", "shop", "kind", "external_id"),
)
