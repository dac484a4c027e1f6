"""What a shop says of its store pages. Whose shop it is and who builds it never stands here: the session knows."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.pages.logo import Logo
from app.pages.tokens import WebAddress

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=20_000)]
LANGUAGES = ("en", "de", "es", "fr", "ar")
"""Of sites: those that the pages' own words are written in."""
RIGHT_TO_LEFT = frozenset({"ar"})


def _known_locale(text: str) -> str:
    try:
        Locale.parse(text, sep="-")
    except (UnknownLocaleError, ValueError) as problem:
        raise ValueError(f"{text[:20]!r} is no language; write it as en or de-CH") from problem
    if text.split("-", maxsplit=1)[0].lower() not in LANGUAGES:
        raise ValueError(f"pages are written in {', '.join(LANGUAGES)}, not in {text[:20]!r}")
    return text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


LocalText = Annotated[str | dict[Annotated[str, Field(max_length=12)], Long], Field(max_length=20_000)]
"""One text for all languages, or one a language; the first edition's stands in for a missing one."""


def in_language(text: LocalText, language: str) -> str:
    """The text in this language, or the first one there is."""
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()), "")


class Edition(_Part):
    """The site in one language, with prices in one currency. The first edition lies at the top of the site."""

    locale: Annotated[str, AfterValidator(_known_locale), Field(max_length=12)]
    """BCP 47, such as `en` or `de-CH`."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    @property
    def language(self) -> str:
        return self.locale.split("-")[0].lower()

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Location(_Part):
    """A shop people can go to."""

    name: Short
    street: Short = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""
    city: Short = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()/.-]{0,30}$")] = ""
    email: Annotated[str, Field(pattern=r"^([^@\s<>\"']+@[^@\s<>\"']+)?$", max_length=200)] = ""
    hours: dict[Weekday, list[tuple[Clock, Clock]]] = {}
    note: LocalText = ""


class Basket(_Part):
    """Where the basket is handed over: an enquiry to the shop, or the checkout of its platform."""

    kind: Literal["enquiry", "shopify", "woocommerce", "bigcommerce"] = "enquiry"
    """Magento has no address that fills a cart from elsewhere (it wants a key of its own visitor): an enquiry."""
    address: WebAddress | None = None
    """The platform's shop, for its checkout."""

    @model_validator(mode="after")
    def _checkout_has_an_address(self) -> Basket:
        if self.kind != "enquiry" and self.address is None:
            raise ValueError("a checkout needs the address of the shop it belongs to")
        return self


class LensOption(_Part):
    """Lenses that can go into every frame."""

    name: LocalText
    note: LocalText = ""
    price_minor: Annotated[int, Field(ge=0, le=10**9)] | None = None
    """Extra, in the first edition's currency; nothing is shown elsewhere."""


class Question(_Part):
    question: LocalText
    answer: LocalText


class Section(_Part):
    """A part of the home page; what it may say depends on the template (see template_settings)."""

    type: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    settings: dict[Annotated[str, Field(max_length=40)], Any] = {}


class SiteSettings(_Part):
    """Everything that is chosen for one site."""

    name: Short
    tagline: LocalText = ""
    base_url: WebAddress = "https://shop.example"
    template: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")] = "boutique"
    look: dict[Annotated[str, Field(max_length=40)], Any] = {}
    """The template's own settings: colours, fonts, roundness."""
    logo: Logo = ""
    """Stands in place of the name at the top."""
    sections: list[Section] | None = None
    """Of the home page, in order; the template's own choice when left out."""
    editions: Annotated[list[Edition], Field(min_length=1, max_length=12)] = [
        Edition(locale="en", currency="EUR")
    ]
    email: Annotated[str, Field(pattern=r"^([^@\s<>\"']+@[^@\s<>\"']+)?$", max_length=200)] = ""
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()/.-]{0,30}$")] = ""
    locations: Annotated[list[Location], Field(max_length=500)] = []
    booking_url: WebAddress | None = None
    basket: Basket = Basket()
    lens_options: Annotated[list[LensOption], Field(max_length=20)] = []
    about: LocalText = ""
    questions: Annotated[list[Question], Field(max_length=50)] = []
    legal: LocalText = ""
    image_hosts: Annotated[
        list[Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,253}$")]], Field(max_length=10)
    ] = []
    """Hosts of the shop's own whose pictures may be shown; none unless named."""

    @model_validator(mode="after")
    def _editions_differ(self) -> SiteSettings:
        locales = [edition.locale for edition in self.editions]
        if len(set(locales)) < len(locales):
            raise ValueError("an edition stands there twice")
        return self
