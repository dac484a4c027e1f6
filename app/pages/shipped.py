"""The templates that come with the program, read from their folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.domain.errors import Unknown
from app.pages.sandbox.environment import PageEnvironment
from app.pages.sandbox.policy import check
from app.pages.template_settings import TemplateDescription

OWN_PAGE = "own"
"""The part that stands around what a tenant's own template makes."""
_AROUND = frozenset({"shell", OWN_PAGE})


@dataclass(frozen=True)
class ShippedTemplates:
    """`folder` is assets/pages: parts that all share, and a folder for each template."""

    folder: Path

    @cached_property
    def parts(self) -> dict[str, str]:
        """Every part's text by its name: `parts/card`, `boutique/body`, `shell`."""
        found = {}
        for path in sorted(self.folder.rglob("*.html")):
            name = path.relative_to(self.folder).with_suffix("").as_posix()
            found[name] = path.read_text("utf-8")
        for name in _AROUND:
            found[name] = found.pop(f"parts/{name}")
        return found

    @cached_property
    def own_parts(self) -> frozenset[str]:
        """The parts that a tenant's own template may extend and include."""
        return frozenset(self.parts) - _AROUND - {f"{name}/page" for name in self.names}

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(path.parent.name for path in self.folder.glob("*/template.json")))

    def description(self, name: str) -> TemplateDescription:
        """Raises Unknown."""
        if name not in self.names:
            raise Unknown(f"There is no template {name!r}; there are {', '.join(self.names)}.")
        return TemplateDescription.model_validate(
            json.loads((self.folder / name / "template.json").read_text("utf-8"))
        )

    def style(self, name: str) -> str:
        """The style sheet that all share, then the template's own."""
        return (self.folder / "base.css").read_text("utf-8") + (self.folder / name / "style.css").read_text(
            "utf-8"
        )

    @property
    def script(self) -> bytes:
        return (self.folder / "site.js").read_bytes()

    @property
    def words_folder(self) -> Path:
        return self.folder / "words"

    @property
    def fonts_folder(self) -> Path:
        return self.folder / "fonts"


def faults_of_parts(templates: ShippedTemplates, known_inside: frozenset[str]) -> list[str]:
    """What the policy for tenants would refuse in our own parts, but for the page around them."""
    environment = PageEnvironment(templates.parts)
    names = frozenset(templates.parts)
    return [
        f"{part}: {found}"
        for part, text in templates.parts.items()
        if part not in _AROUND
        for found in check(text, environment, names)
        if not any(f"`{name}`" in found.reason for name in known_inside)
    ]
