"""What can be chosen in a template, and whether what was chosen can stand in a page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.domain.errors import Refused
from app.pages.markup import clean_text
from app.pages.settings import LocalText, Section, in_language
from app.pages.tokens import Colour, Font, Length, WebAddress

_LEAST_CONTRAST = 4.5
"""Of text on its ground (WCAG 2.2, 1.4.3)."""
_READ_ON = [
    (f"{text}{theme}", f"{ground}{theme}")
    for theme in ("", "_dark")
    for text, ground in (("ink", "paper"), ("ink", "surface"), ("soft", "paper"))
]


class SettingType(StrEnum):
    COLOUR = "colour"
    LENGTH = "length"
    FONT = "font"
    TEXT = "text"
    RICH_TEXT = "rich_text"
    CHOICE = "choice"
    SWITCH = "switch"
    NUMBER = "number"
    ADDRESS = "address"


_KINDS: dict[SettingType, TypeAdapter[Any]] = {
    SettingType.COLOUR: TypeAdapter(Colour),
    SettingType.LENGTH: TypeAdapter(Length),
    SettingType.FONT: TypeAdapter(Font),
    SettingType.TEXT: TypeAdapter(LocalText),
    SettingType.RICH_TEXT: TypeAdapter(LocalText),
    SettingType.CHOICE: TypeAdapter(str),
    SettingType.SWITCH: TypeAdapter(bool),
    SettingType.NUMBER: TypeAdapter(Annotated[int, Field(ge=0, le=10_000)]),
    SettingType.ADDRESS: TypeAdapter(WebAddress),
}


class Setting(BaseModel):
    """One thing that can be chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
    type: SettingType
    label: str
    default: Any
    choices: tuple[str, ...] = ()

    def value(self, chosen: Any, language: str) -> Any:
        """The choice as plain data for templates. Raises Refused."""
        try:
            value = _KINDS[self.type].validate_python(chosen)
        except ValidationError as problem:
            raise Refused(f"{self.label}: {problem.errors()[0]['msg']}.") from problem
        if self.type is SettingType.CHOICE and value not in self.choices:
            raise Refused(f"{self.label}: there is {', '.join(self.choices)}, not {str(value)[:40]!r}.")
        if self.type is SettingType.TEXT:
            return in_language(value, language)
        return clean_text(in_language(value, language)) if self.type is SettingType.RICH_TEXT else value


class SectionKind(BaseModel):
    """A part that a home page can be made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    label: str
    settings: tuple[Setting, ...] = ()


class TemplateDescription(BaseModel):
    """A shipped template: what it is called, what can be chosen, and what its home page begins with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    description: str
    look: tuple[Setting, ...]
    sections: tuple[SectionKind, ...]
    home: tuple[Section, ...]

    def chosen_look(self, chosen: Mapping[str, Any], language: str) -> dict[str, Any]:
        """Every setting of the template with its value. Raises Refused."""
        values = _chosen(self.look, chosen, language, self.name)
        for text, ground in _READ_ON:
            if contrast(values[text], values[ground]) < _LEAST_CONTRAST:
                raise Refused(
                    f"Text in {values[text]} cannot be read on {values[ground]}; choose colours farther apart."
                )
        return values

    def chosen_sections(self, sections: list[Section] | None, language: str) -> list[dict[str, Any]]:
        """The home page's parts in order, each with all its settings. Raises Refused."""
        kinds = {kind.type: kind for kind in self.sections}
        found = []
        for section in self.home if sections is None else sections:
            if section.type not in kinds:
                raise Refused(
                    f"The template {self.name} has no section {section.type!r}; it has {', '.join(kinds)}."
                )
            kind = kinds[section.type]
            values = _chosen(kind.settings, section.settings, language, kind.label)
            found.append({"type": kind.type, "settings": values})
        return found


def _chosen(
    settings: tuple[Setting, ...], chosen: Mapping[str, Any], language: str, where: str
) -> dict[str, Any]:
    unknown = set(chosen) - {setting.id for setting in settings}
    if unknown:
        raise Refused(f"{where} has no setting {unknown.pop()!r}.")
    return {
        setting.id: setting.value(chosen.get(setting.id, setting.default), language) for setting in settings
    }


def contrast(one: str, other: str) -> float:
    """Ratio of relative luminances of two `#rrggbb` colours (WCAG 2.2), 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def readable_on(ground: str) -> str:
    """Ink or white where it can be read on this colour, else black: one of the three always can."""
    return next(
        (text for text in ("#14161a", "#ffffff") if contrast(text, ground) >= _LEAST_CONTRAST), "#000000"
    )


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
