"""Four languages say the same things, and nothing on the screens is said outside of them."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from engine.face.measurement_sheet import ENGLISH
from ui.kiosk.measuring import Guide
from ui.kiosk.words import LANGUAGES, load_words, notice_sha256

ROOT = Path(__file__).resolve().parents[3]
WORDS = load_words(ROOT / "assets" / "translations")
QML = sorted((ROOT / "ui" / "qml").rglob("*.qml"))
SOURCES = [*QML, *(ROOT / "ui").rglob("*.py")]
NAMES_AND_SIGNS = {"VARAi", "Aa", "", " "}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_places(language):
    english = WORDS["en"]
    assert set(WORDS[language]) == set(english)
    differing = [key for key in english if places(WORDS[language][key]) != places(english[key])]
    assert not differing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words(language):
    assert not [key for key, text in WORDS[language].items() if not text.strip()]


def test_no_visible_string_is_written_into_qml():
    written = re.compile(
        r"^\s*(?:text|title|Accessible\.name|Accessible\.description):\s*\"([^\"]*)\"", re.MULTILINE
    )
    found = {text for path in QML for text in written.findall(path.read_text(encoding="utf-8"))}
    assert found <= NAMES_AND_SIGNS


def test_every_word_that_qml_asks_for_exists():
    asked = re.compile(r"Words\.text\.([A-Za-z_]+)")
    wanted = {key for path in QML for key in asked.findall(path.read_text(encoding="utf-8"))}
    assert wanted
    assert wanted <= set(WORDS["en"])


def test_every_word_is_said_somewhere():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    built = ("consent_", "notice_", "shape_", "fit_", "hint_", "frame_", "material_", "tab_", "source_",
             "comfort_", "cause_", "state_", "staff_", "shape.", "recommend.", "toast_", "stock_",
             "steer_", "measure_", "sheet_")  # fmt: skip
    silent = [key for key in WORDS["en"] if key not in source and not key.startswith(built)]
    assert not silent


def test_each_language_signs_its_own_consent_text():
    assert len({notice_sha256(WORDS[language]) for language in LANGUAGES}) == len(LANGUAGES)


def test_a_changed_notice_has_another_signature():
    changed = {**WORDS["en"], "notice_why_text": "For something else."}
    assert notice_sha256(changed) != notice_sha256(WORDS["en"])


def test_the_measurement_sheet_finds_all_its_words_in_every_language():
    for words in WORDS.values():
        assert set(ENGLISH) <= set(words)
    assert {key: WORDS["en"][key] for key in ENGLISH} == dict(ENGLISH)


def test_every_guide_of_the_measurement_has_words():
    assert {f"measure_{guide}" for guide in Guide} <= set(WORDS["en"])
