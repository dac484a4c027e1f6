from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.fakes.catalogues import shipped_harmony

ROOT = Path(__file__).resolve().parents[4]
WORDS = {
    language: json.loads((ROOT / f"assets/translations/reasons/{language}.json").read_text())
    for language in ("en", "de", "es", "fr")
}


def said_in(path):
    return set(re.findall(r'"(recommend\.[a-z_.]+)"', (ROOT / path).read_text()))


def possible_keys():
    keys = said_in("app/services/recommend_reasons.py") | {
        r.reason for r in shipped_harmony().rules if r.reason
    }
    keys |= {f"recommend.width.{word}" for word in ("right", "wide", "narrow")}
    bands = ("high", "usual", "low")
    return keys | {f"shape.{m}.{b}" for m in ("length", "forehead", "jaw", "chin", "corner") for b in bands}


@pytest.mark.parametrize("language", WORDS)
def test_every_reason_has_words_and_no_words_are_left_over(language):
    assert set(WORDS[language]) == possible_keys()


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_every_language_fills_in_the_same_values(language):
    for key, sentence in WORDS["en"].items():
        assert set(re.findall(r"{\w+}", WORDS[language][key])) == set(re.findall(r"{\w+}", sentence)), key
