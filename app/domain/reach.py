"""Where in a tenant something holds: everywhere, or in some regions and stores."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.tenancy import Store


@dataclass(frozen=True, slots=True)
class Reach:
    """Places of one tenant. A region means the stores that lie in it now."""

    whole_tenant: bool = False
    regions: frozenset[UUID] = frozenset()
    stores: frozenset[UUID] = frozenset()

    def covers(self, store: Store) -> bool:
        return self.whole_tenant or store.id in self.stores or store.region_id in self.regions

    def covers_region(self, region_id: UUID) -> bool:
        return self.whole_tenant or region_id in self.regions

    def joined(self, other: Reach) -> Reach:
        return Reach(
            self.whole_tenant or other.whole_tenant, self.regions | other.regions, self.stores | other.stores
        )


WHOLE_TENANT = Reach(whole_tenant=True)
