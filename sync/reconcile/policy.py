"""Which side wins for which field: data, one set a connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Winner(StrEnum):
    PLATFORM = "platform"
    SHOP = "shop"


PRODUCT_FIELDS = frozenset({"name", "brand", "description", "status", "options", "images"})
VARIANT_FIELDS = frozenset({"colour", "prices", "gtin", "options", "boxing", "material"})
VARIANTS = "variants"
"""Which colours and sizes there are at all."""

SHOP_FIELDS = frozenset({"boxing", "material"})
"""What the optician knows better than the platform. Finish, 3-D model and the like never leave us at all."""

READ_ONLY_FIELDS = frozenset({"options", "colour"})
"""Follow the platform's own choices: never written there."""

_KNOWN = PRODUCT_FIELDS | VARIANT_FIELDS | {VARIANTS}


@dataclass(frozen=True, slots=True)
class Policy:
    """Who wins where both sides changed a field. A change of one side alone always reaches the other."""

    exceptions: Mapping[str, Winner] = field(default_factory=dict)
    """Fields that this connection settles otherwise than usual."""
    writes_products: bool = True
    """Whether product data of ours is ever written to the platform; stock has a switch of its own."""
    writes_stock: bool = True
    creates_products: bool = False
    """Whether what is published here and missing there is created there."""
    withdraws_products: bool = False
    """Whether what is taken off sale here is taken off sale there."""

    def may_write(self, name: str) -> bool:
        """Whether our value of this field may ever reach the platform."""
        return self.writes_products and name not in READ_ONLY_FIELDS

    @property
    def decides_variants(self) -> bool:
        """Whether the platform sells the variants that we sell, and no others."""
        return self.writes_products and self.winner(VARIANTS) is Winner.SHOP

    def winner(self, name: str) -> Winner:
        usual = Winner.SHOP if name in SHOP_FIELDS else Winner.PLATFORM
        return self.exceptions.get(name, usual)


def read_policy(data: Mapping[str, object]) -> Policy:
    """The policy kept with a connection. ValueError names what is wrong with it."""
    fields = data.get("fields", {})
    if not isinstance(fields, Mapping):
        raise ValueError("fields must be an object of field names and winners")  # noqa: TRY004 - bad data
    unknown = sorted(set(fields) - _KNOWN)
    if unknown:
        raise ValueError(f"there is no field {unknown[0]}; fields are {', '.join(sorted(_KNOWN))}")
    exceptions = {str(name): Winner(str(winner)) for name, winner in fields.items()}
    return Policy(
        exceptions,
        data.get("writes_products") is not False,
        data.get("writes_stock") is not False,
        data.get("creates_products") is True,
        data.get("withdraws_products") is True,
    )


def policy_data(policy: Policy) -> dict[str, object]:
    """As JSON, to keep."""
    return {
        "fields": {name: winner.value for name, winner in policy.exceptions.items()},
        "writes_products": policy.writes_products,
        "writes_stock": policy.writes_stock,
        "creates_products": policy.creates_products,
        "withdraws_products": policy.withdraws_products,
    }
