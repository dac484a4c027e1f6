"""Finds frames by words, forgiving wrong letters. In memory, pure, the same on every database.

A word of the query matches a word of a frame when it is equal, when it is its beginning, or, if there is no such
word at all, when few letters are wrong (a swap of neighbours counts as one).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

_LONGEST = 24
"""Letters that count when comparing wrongly spelt words."""
_EQUAL, _BEGINS, _MISSPELT = 1.0, 0.7, 0.4
_END = "\U0010ffff"


@lru_cache(maxsize=65536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case without accents: `Café-Crème 54` is cafe, creme, 54."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))


class WordIndex:
    """Built once from each frame's words with their weights; then only read, from any thread."""

    def __init__(self, frames: Sequence[Mapping[str, float]]) -> None:
        self._frame_count = len(frames)
        self._vocabulary = sorted({word for frame in frames for word in frame})
        number = {word: place for place, word in enumerate(self._vocabulary)}
        uses = sorted(
            (number[w], place, weight) for place, frame in enumerate(frames) for w, weight in frame.items()
        )
        self._users: Ints = np.array([use[1] for use in uses], np.int32)
        self._weights: Floats = np.array([use[2] for use in uses], np.float32)
        counts = np.bincount([use[0] for use in uses], minlength=len(number)) if uses else np.zeros(0)
        self._starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        self._letters, self._lengths = _letters(self._vocabulary)

    def ranks(self, query: str) -> Floats:
        """(frames,) how well each frame fits all words of the query; 0 for those that do not."""
        total = np.ones(self._frame_count, np.float32)
        for place, word in enumerate(words := words_of(query)):
            found = self._of_word(word, is_last=place == len(words) - 1)
            total = np.where((total > 0) & (found > 0), total + found, 0).astype(np.float32)
        return total if words else np.zeros(self._frame_count, np.float32)

    def _of_word(self, word: str, *, is_last: bool) -> Floats:
        """(frames,) the best weight of any of a frame's words that matches."""
        first, last = self._beginning_with(word)
        best = np.zeros(self._frame_count, np.float32)
        if first < last:
            self._raise(best, first, last, _BEGINS)
            if self._vocabulary[first] == word:
                self._raise(best, first, first + 1, _EQUAL)
            return best
        for misspelt in self._near(word, or_beginning=is_last):
            self._raise(best, misspelt, misspelt + 1, _MISSPELT)
        return best

    def _raise(self, best: Floats, first: int, last: int, quality: float) -> None:
        uses = slice(self._starts[first], self._starts[last])
        np.maximum.at(best, self._users[uses], self._weights[uses] * quality)

    def _beginning_with(self, word: str) -> tuple[int, int]:
        return bisect_left(self._vocabulary, word), bisect_left(self._vocabulary, word + _END)

    def _near(self, word: str, *, or_beginning: bool) -> list[int]:
        """Words with few enough wrong letters: one from four letters on, two from eight."""
        allowed = (len(word) >= 4) + (len(word) >= 8)
        if not allowed or len(word) > _LONGEST:
            return []
        width = len(word) + allowed
        longest = _LONGEST if or_beginning else width
        candidates = np.flatnonzero((self._lengths >= len(word) - allowed) & (self._lengths <= longest))
        wrong = wrong_letters(word, self._letters[candidates, :width])
        ends = np.minimum(self._lengths[candidates], width)
        distance = wrong.min(axis=0) if or_beginning else wrong[ends, np.arange(len(candidates))]
        return [int(place) for place in candidates[distance <= allowed]]


def _letters(words: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Ints]:
    """(words, 24) code points, 0 behind the end, and (words,) lengths, at most 24."""
    padded = np.array([word[:_LONGEST] for word in words], dtype=f"<U{_LONGEST}")
    letters = padded.view(np.uint32).reshape(len(words), _LONGEST)
    return letters, np.minimum([len(word) for word in words], _LONGEST).astype(np.int32)


def wrong_letters(word: str, others: npt.NDArray[np.uint32]) -> npt.NDArray[np.int16]:
    """(width + 1, n) edits from `word` to the first k letters of each of n other words, (n, width) code points.

    The optimal string alignment distance: insert, delete, replace, or swap two neighbours. Behind a word's end
    (code point 0) the entries are never smaller than at its end.
    """
    columns = np.ascontiguousarray(others.T)
    width, count = columns.shape
    last = np.repeat(np.arange(width + 1, dtype=np.int16)[:, None], count, axis=1)
    before_last = last
    for row, letter in enumerate(word, start=1):
        same = columns == ord(letter)
        new = np.empty_like(last)
        new[0] = row
        for k in range(1, width + 1):
            new[k] = np.minimum(np.minimum(last[k], new[k - 1]) + 1, last[k - 1] + ~same[k - 1])
            if row > 1 and k > 1:
                swapped = same[k - 2] & (columns[k - 1] == ord(word[row - 2]))
                np.copyto(new[k], np.minimum(new[k], before_last[k - 2] + 1), where=swapped)
        before_last, last = last, new
    return last
