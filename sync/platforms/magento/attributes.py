"""Magento's attributes: those we need are made and put into a product's attribute set before they are written.

A set is asked for all its attributes at once and remembered; only what is not in it is looked up by its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.errors import UnusableRecord
from sync.platforms.magento.bodies import slug
from sync.platforms.magento.client import Filter, Json, MagentoClient, MagentoRefusal, check
from sync.platforms.magento.mapping import OUR_ATTRIBUTES, OURS, Choice


class MagentoAttributes:
    def __init__(self, client: MagentoClient) -> None:
        self._client = client
        self._sets: dict[int, dict[str, Json]] = {}
        """Attributes by code, by attribute set."""
        self._choices: dict[str, Choice] = {}
        self._brands: dict[str, str] | None = None

    def choices_in(self, products: Iterable[Json]) -> dict[str, Choice]:
        """The attributes by which these products' variants differ, by id; read anew when a value is unknown."""
        for product in products:
            for option in (product.get("extension_attributes") or {}).get(
                "configurable_product_options"
            ) or []:
                identity = str(option["attribute_id"])
                values = {str(one["value_index"]) for one in option["values"]}
                known = self._choices.get(identity) or self._choice_in(
                    int(product["attribute_set_id"]), identity
                )
                if known is not None and not values <= known.labels.keys():
                    known = _choice(check(self._client.call("GET", f"products/attributes/{known.code}")))
                if known is not None:
                    self._choices[identity] = known
        return self._choices

    def _choice_in(self, attribute_set: int, identity: str) -> Choice | None:
        members = self._members(attribute_set).values()
        return next((_choice(one) for one in members if str(one["attribute_id"]) == identity), None)

    def brands(self) -> dict[str, str]:
        """Names of Magento's own `manufacturer`; none where the shop has taken that attribute away."""
        if self._brands is None:
            told = self._client.call("GET", "products/attributes/manufacturer/options")
            options = [] if isinstance(told, MagentoRefusal) else told
            self._brands = {str(one["value"]): str(one["label"]) for one in options if one["value"]}
        return self._brands

    def prepare(self, attribute_set: int, codes: Iterable[str]) -> None:
        """Those of `codes` that are ours exist and belong to this attribute set afterwards."""
        for code in sorted(set(codes) & set(OUR_ATTRIBUTES.values()) - self._members(attribute_set).keys()):
            label = "VARAi " + code.removeprefix(OURS).replace("_", " ")
            self._put_into(attribute_set, self._found_or_made(code, "text", label))

    def choice(self, name: str, choices: Sequence[str], attribute_set: int) -> tuple[str, Choice]:
        """(id, attribute) that offers these choices under this name: one of the set's, or a new one."""
        told = next((one for one in self._members(attribute_set).values() if _offers(one, name)), None)
        if told is None:
            told = self._found_or_made(f"{OURS}{slug(name).replace('-', '_')}"[:30], "select", name)
            self._put_into(attribute_set, told)
        known = _choice(told)
        missing = [label for label in choices if label not in known.labels.values()]
        for label in missing:
            option = {"option": {"label": label}}
            check(self._client.call("POST", f"products/attributes/{known.code}/options", option))
        if missing:
            told = check(self._client.call("GET", f"products/attributes/{known.code}"))
            self._members(attribute_set)[known.code] = told
            known = _choice(told)
        if not set(choices) <= set(known.labels.values()):
            raise UnusableRecord(f"Magento did not take all choices of {name}.")
        self._choices[str(told["attribute_id"])] = known
        return str(told["attribute_id"]), known

    def _members(self, attribute_set: int) -> dict[str, Json]:
        if attribute_set not in self._sets:
            told = check(self._client.call("GET", f"products/attribute-sets/{attribute_set}/attributes"))
            self._sets[attribute_set] = {one["attribute_code"]: one for one in told}
        return self._sets[attribute_set]

    def _found_or_made(self, code: str, kind: str, label: str) -> Any:
        known = self._client.call("GET", f"products/attributes/{code}")
        if not isinstance(known, MagentoRefusal):
            return known
        attribute = {
            "attribute_code": code,
            "frontend_input": kind,
            "default_frontend_label": label,
            "scope": "global",
        }
        more = {"is_required": False, "is_user_defined": True, "is_visible": True}
        return check(self._client.call("POST", "products/attributes", {"attribute": {**attribute, **more}}))

    def _put_into(self, attribute_set: int, attribute: Json) -> None:
        body = {
            "attributeSetId": attribute_set,
            "attributeGroupId": self._group(attribute_set),
            "attributeCode": attribute["attribute_code"],
            "sortOrder": 100,
        }
        check(self._client.call("POST", "products/attribute-sets/attributes", body))
        self._members(attribute_set)[attribute["attribute_code"]] = attribute

    def _group(self, attribute_set: int) -> int:
        filters = [Filter("attribute_set_id", str(attribute_set))]
        groups = self._client.search("products/attribute-sets/groups/list", filters)
        if not groups:
            raise UnusableRecord(f"Magento's attribute set {attribute_set} has no group.")
        return int(groups[0]["attribute_group_id"])


def _offers(attribute: Json, name: str) -> bool:
    """Whether variants may differ by it: a choice that is the same in all views of the shop."""
    is_choice = attribute.get("frontend_input") == "select" and attribute.get("scope") == "global"
    return is_choice and attribute.get("default_frontend_label") == name


def _choice(told: Json) -> Choice:
    labels = {str(one["value"]): str(one["label"]) for one in told.get("options") or [] if str(one["value"])}
    return Choice(str(told["attribute_code"]), str(told["default_frontend_label"]), labels)
