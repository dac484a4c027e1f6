"""Products as the JSON they are told in, kept by content: a thousand mirrors ask for the same ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.domain.products import ProductStamp
from app.store.unit_of_work import Repositories
from sync.protocol.catalogue import product_data

_MOST = 20_000
"""Some 1.2 KB each."""
_data = TypeAdapter(dict[str, Any])


class ToldProducts:
    """Safe from any thread. What is kept under a stamp is never outdated: a changed product has another stamp."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._texts: OrderedDict[tuple[UUID, ProductStamp], str] = OrderedDict()

    def texts(self, shop: Repositories, tenant_id: UUID, stamps: Sequence[ProductStamp]) -> list[str]:
        """One ProductMessage in JSON for each stamp, read within the transaction in which the stamps were."""
        with self._lock:
            known = {stamp: self._texts.get((tenant_id, stamp)) for stamp in stamps}
        unknown = [stamp for stamp, text in known.items() if text is None]
        if unknown:
            found = shop.products.many([stamp.id for stamp in unknown])
            fresh = {stamp: _text(product_data(found[stamp.id].content)) for stamp in unknown}
            self._keep(tenant_id, fresh)
            known |= fresh
        return [text for text in known.values() if text is not None]

    def _keep(self, tenant_id: UUID, fresh: dict[ProductStamp, str]) -> None:
        with self._lock:
            self._texts |= {(tenant_id, stamp): text for stamp, text in fresh.items()}
            while len(self._texts) > self._most:
                self._texts.popitem(last=False)


def _text(data: dict[str, Any]) -> str:
    return _data.dump_json(data).decode()
