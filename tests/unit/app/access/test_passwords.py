from __future__ import annotations

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.access.passwords import LEAST, Passwords, check_choice
from app.domain.errors import RetryLater, UnusableRecord

CHEAP = Passwords(memory_kib=64, passes=1, lanes=1)


def test_passwords_are_hashed_as_the_reference_says():
    assert Passwords().hash("harbour lantern 42").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_password_counts_whole_and_in_its_case():
    kept = CHEAP.hash("Harbour lantern 42" + "x" * 80)
    for wrong in ("harbour lantern 42" + "x" * 80, "Harbour lantern 42" + "x" * 79, "Harbour lantern 42"):
        assert not CHEAP.is_right(wrong, kept)


def test_the_same_accents_count_however_the_keyboard_made_them():
    assert CHEAP.is_right("cafe\u0301 au lait 42", CHEAP.hash("caf\u00e9 au lait 42"))


def test_there_is_no_password_for_nobody():
    assert not CHEAP.is_right("", None)
    assert not CHEAP.is_right("x", "not a hash")


@pytest.mark.parametrize(
    "chosen", ["wohl bekomm es uns", "日本語のパスワードです", "\u00a0!§$%&/()=?`´²³", "correct horse " * 9]
)
def test_any_characters_are_welcome_and_none_are_asked_for(chosen):
    check_choice(chosen, "kim@example.com")


@pytest.mark.parametrize("chosen", ["qwertzuiop1", "optik nord", "kimsand2026", "abcdefghijkl"])
def test_what_everybody_would_guess_of_this_person_is_refused(chosen):
    with pytest.raises(UnusableRecord, match="easily guessed"):
        check_choice(chosen, "kim@example.com", "Kim Sand", "Optik Nord", "kimsand")


def test_who_waits_too_long_for_a_turn_is_asked_to_come_again():
    busy = Passwords(memory_kib=64, passes=1, lanes=1, at_once=1, wait_s=0.01)
    with busy._turn(), pytest.raises(RetryLater):
        busy.hash("harbour lantern 42")


def test_hashes_with_other_costs_are_to_be_renewed():
    assert Passwords(memory_kib=128, passes=1, lanes=1).needs_rehash(CHEAP.hash("x"))
    assert not CHEAP.needs_rehash(CHEAP.hash("x"))


def test_turns_are_given_back_after_a_failure():
    one = Passwords(memory_kib=64, passes=1, lanes=1, at_once=1)
    for _ in range(3):
        assert not one.is_right("x", "broken")


def test_what_was_stolen_elsewhere_and_is_on_everybodys_list_is_refused():
    """The library's list: the passwords of ten million stolen accounts that were used most often."""
    long_enough = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= LEAST]
    assert len(long_enough) > 500
    for word in long_enough[:: len(long_enough) // 200]:
        with pytest.raises(UnusableRecord):
            check_choice(word)
