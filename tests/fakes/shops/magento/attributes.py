"""The attributes of a simulated Magento and the sets they belong to: a value for any other attribute is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.fakes.shops.magento.requests import error
from tests.fakes.shops.serving import Response

GROUP = 7
Record = dict[str, Any]
_BUILT_IN = (
    "description",
    "special_price",
    "special_from_date",
    "special_to_date",
    "url_key",
    "price",
    "name",
)


class AttributeBook:
    def __init__(self, next_id: Callable[[], int]) -> None:
        self._next_id = next_id
        self.attributes: dict[str, Record] = {}
        self.sets: dict[int, set[str]] = {4: set(_BUILT_IN)}

    def attribute(self, code: str, label: str, choices: tuple[str, ...], kind: str = "select") -> Record:
        """One that has these choices, in the usual set."""
        if code not in self.attributes:
            self._make(code, label, kind)
            self.sets[4].add(code)
        known = {one["label"] for one in self.attributes[code]["options"]}
        for choice in choices:
            if choice not in known:
                self.add_option(code, choice)
        return self.attributes[code]

    def _make(self, code: str, label: str, kind: str) -> Record:
        self.attributes[code] = {
            "attribute_id": self._next_id(), "attribute_code": code, "default_frontend_label": label,
            "frontend_input": kind, "scope": "global", "options": [{"label": " ", "value": ""}],
        }  # fmt: skip
        return self.attributes[code]

    def tell(self, code: str) -> Response:
        """By its code only: an id is not a code."""
        if code not in self.attributes:
            return error(404, 'The attribute with a "%1" attributeCode doesn\'t exist.', [code])
        return Response(200, self.attributes[code])

    def tell_options(self, code: str) -> Response:
        found = self.attributes.get(code)
        return Response(200, found["options"]) if found else error(404, "No such attribute.")

    def add(self, told: Record) -> Response:
        """In no set at first."""
        code = told["attribute_code"]
        if not re.fullmatch(r"[a-zA-Z]\w{0,59}", code) or code in self.attributes:
            return error(400, 'Attribute code "%1" is invalid.', [code])
        return Response(200, self._make(code, told["default_frontend_label"], told["frontend_input"]))

    def add_option(self, code: str, label: str) -> Response:
        options = self.attributes[code]["options"]
        if label in {one["label"] for one in options}:
            return error(400, 'Admin store attribute option label "%1" is already exists.', [label])
        options.append({"label": label, "value": str(self._next_id())})
        return Response(200, "id_new_option")

    def tell_set(self, number: int) -> Response:
        plain = {
            "attribute_id": 1, "default_frontend_label": "Built in", "frontend_input": "text", "options": [],
        }  # fmt: skip
        codes = self.sets[number]
        return Response(200, [self.attributes.get(one, {**plain, "attribute_code": one}) for one in codes])

    def put_into(self, told: Record) -> Response:
        number, code = int(told["attributeSetId"]), told["attributeCode"]
        if told["attributeGroupId"] != GROUP or number not in self.sets or code not in self.attributes:
            return error(400, "The attribute group doesn't belong to the attribute set.")
        self.sets[number].add(code)
        return Response(200, "1")
