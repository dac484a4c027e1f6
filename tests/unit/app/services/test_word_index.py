from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.word_index import WordIndex, _letters, words_of, wrong_letters

FRAMES = [
    {"alba": 4.0, "linea": 3.0, "vero": 3.0, "tortoise": 2.0, "panto": 1.5},
    {"nord": 4.0, "fjord": 3.0, "gold": 2.0, "round": 1.5},
    {"nordlicht": 4.0, "linea": 3.0, "black": 2.0, "rectangle": 1.5},
]
INDEX = WordIndex(FRAMES)


def found(query: str) -> list[int]:
    ranks = INDEX.ranks(query)
    return [int(place) for place in np.argsort(-ranks, kind="stable") if ranks[place] > 0]


@pytest.mark.parametrize(
    ("query", "frames"),
    [
        ("alba", [0]),
        ("ALBA", [0]),
        ("linea black", [2]),
        ("nord", [1, 2]),
        ("nor", [1, 2]),
        ("tortiose", [0]),
        ("tortose", [0]),
        ("rectagnle", [2]),
        ("rond", [1]),
        ("nordlcht", [2]),
        ("recatn", [2]),
        ("alba gold", []),
        ("xylophone", []),
        ("...", []),
        ("", []),
    ],
)
def test_words_are_found_as_meant(query, frames):
    assert found(query) == frames


def test_a_wrong_letter_counts_less_than_a_right_word():
    assert INDEX.ranks("golt").max() < INDEX.ranks("gold").max()


def test_three_letters_must_be_right():
    assert found("nxr") == []


def test_words_are_split_and_made_plain():
    assert words_of("Café-Crème 54, STRASSE straße") == ("cafe", "creme", "54", "strasse", "strasse")


def test_an_empty_shop_finds_nothing():
    assert WordIndex([]).ranks("alba").tolist() == []


def plain_distance(a: str, b: str) -> int:
    """Optimal string alignment distance by its definition."""
    rows = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i, j] = min(
                rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(a), len(b)]


letters = st.text("abcü", max_size=8)


@given(letters.filter(bool), st.lists(letters, min_size=1, max_size=5))
def test_wrong_letters_are_counted_as_defined_for_all_words_at_once(word, others):
    codes, lengths = _letters(others)
    wrong = wrong_letters(word, codes)
    assert [int(wrong[length, n]) for n, length in enumerate(lengths)] == [
        plain_distance(word, other) for other in others
    ]


@given(letters.filter(bool), letters)
def test_behind_the_end_of_a_word_nothing_comes_nearer(word, other):
    codes, lengths = _letters([other])
    wrong = wrong_letters(word, codes)[:, 0]
    assert wrong[lengths[0] :].min() == wrong[lengths[0]]
