"""Magento's attributes: those we need are made and put into a product's attribute set before they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.errors import UnusableRecord
from sync.platforms.magento.client import Filter, Json, MagentoClient, check
from sync.platforms.magento.mapping import OUR_ATTRIBUTES, OURS, Choice, slug


class MagentoAttributes:
    """Remembers what it has learned or made."""

    def __init__(self, client: MagentoClient) -> None:
        self._client = client
        self._choices: dict[str, Choice] = {}
        self._brands: dict[str, str] | None = None
        self._ready: set[tuple[int, str]] = set()
        """(attribute set, code)."""

    def choices_in(self, products: Iterable[Json]) -> dict[str, Choice]:
        """The attributes by which these products' variants differ, by id; read anew when a value is unknown."""
        for product in products:
            for option in (product.get("extension_attributes") or {}).get(
                "configurable_product_options"
            ) or []:
                identity = str(option["attribute_id"])
                known = self._choices.get(identity)
                values = {str(one["value_index"]) for one in option["values"]}
                if known is None or not values <= known.labels.keys():
                    self._choices[identity] = _choice(
                        check(self._client.call("GET", f"products/attributes/{identity}"))
                    )
        return self._choices

    def brands(self) -> dict[str, str]:
        """Names of Magento's own `manufacturer`; none where the shop has taken that attribute away."""
        if self._brands is None:
            told = self._client.call("GET", "products/attributes/manufacturer/options")
            self._brands = (
                {str(one["value"]): one["label"] for one in told if one["value"]}
                if isinstance(told, list)
                else {}
            )
        return self._brands

    def prepare(self, attribute_set: int, codes: Iterable[str]) -> None:
        """Those of `codes` that are ours exist and belong to this attribute set afterwards."""
        ours = set(OUR_ATTRIBUTES.values())
        missing = {one for one in codes if one in ours and (attribute_set, one) not in self._ready}
        if not missing:
            return
        found = self._client.search(
            "products/attributes",
            [Filter("attribute_code", ",".join(sorted(missing)), "in")],
            fields="attribute_code",
        )
        for code in sorted(missing - {one["attribute_code"] for one in found}):
            label = "VARAi " + code.removeprefix(OURS).replace("_", " ")
            self._make({"attribute_code": code, "frontend_input": "text", "default_frontend_label": label})
        self._put_into(attribute_set, missing)

    def choice(self, name: str, choices: Sequence[str], attribute_set: int) -> tuple[str, Choice]:
        """(id, attribute) that offers these choices under this name: one of the shop's, or a new one."""
        found = self._client.search(
            "products/attributes",
            [Filter("frontend_label", name), Filter("frontend_input", "select"), Filter("is_global", "1")],
        )
        told = found[0] if found else self._make_choice(name)
        known = _choice(told)
        for label in choices:
            if label not in known.labels.values():
                check(
                    self._client.call(
                        "POST", f"products/attributes/{known.code}/options", {"option": {"label": label}}
                    )
                )
        told = check(self._client.call("GET", f"products/attributes/{known.code}"))
        identity, known = str(told["attribute_id"]), _choice(told)
        if not set(choices) <= set(known.labels.values()):
            raise UnusableRecord(f"Magento did not take all choices of {name}.")
        self._choices[identity] = known
        self._put_into(attribute_set, {known.code})
        return identity, known

    def _make_choice(self, name: str) -> Any:
        code = f"{OURS}{slug(name).replace('-', '_')}"[:30]
        return self._make(
            {"attribute_code": code, "frontend_input": "select", "default_frontend_label": name}
        )

    def _make(self, attribute: dict[str, str]) -> Any:
        more = {"scope": "global", "is_required": False, "is_user_defined": True, "is_visible": True}
        return check(self._client.call("POST", "products/attributes", {"attribute": {**attribute, **more}}))

    def _put_into(self, attribute_set: int, codes: set[str]) -> None:
        fresh = {one for one in codes if (attribute_set, one) not in self._ready}
        if not fresh:
            return
        told = check(self._client.call("GET", f"products/attribute-sets/{attribute_set}/attributes"))
        for code in sorted(fresh - {one["attribute_code"] for one in told}):
            body = {
                "attributeSetId": attribute_set,
                "attributeGroupId": self._group(attribute_set),
                "attributeCode": code,
                "sortOrder": 100,
            }
            check(self._client.call("POST", "products/attribute-sets/attributes", body))
        self._ready |= {(attribute_set, one) for one in fresh}

    def _group(self, attribute_set: int) -> int:
        filters = [Filter("attribute_set_id", str(attribute_set))]
        groups = self._client.search("products/attribute-sets/groups/list", filters)
        if not groups:
            raise UnusableRecord(f"Magento's attribute set {attribute_set} has no group.")
        return int(groups[0]["attribute_group_id"])


def _choice(told: Json) -> Choice:
    labels = {str(one["value"]): str(one["label"]) for one in told.get("options") or [] if str(one["value"])}
    return Choice(str(told["attribute_code"]), str(told["default_frontend_label"]), labels)
