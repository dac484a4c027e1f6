"""What customers answered at a mirror reaches the server once, and nothing of a face with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from uuid6 import uuid7

from app.domain.consent import Consent, Decision, Purpose
from app.domain.exchange import OutboxMessage
from app.services.consent import (
    CONSENT_TOPIC,
    WITHDRAWAL_TOPIC,
    consent_as_data,
    record_consent,
    withdraw_consent,
)
from sync.central.outbox import push_outbox
from sync.protocol.consent import read_consent


def an_answer(pair, decision=Decision.GRANTED) -> Consent:
    return Consent(
        uuid7(), uuid7(), Purpose.KEEP_MEASUREMENTS, decision, "2026-11", b"\x5e" * 32, "de", pair.clock.now(),
        pair.clock.now() + timedelta(days=30), pair.place.store_id, pair.place.device_id,
    )  # fmt: skip


def on_the_server(pair, consent):
    with pair.server.reading(pair.scope) as shop:
        return shop.consents.of(consent.subject_id), shop.consents.allows(
            consent.subject_id, consent.purpose, pair.clock.now()
        )


@pytest.mark.parametrize("decision", list(Decision))
def test_an_answer_is_on_the_server_as_it_was_given(pair, decision):
    answer = an_answer(pair, decision)
    record_consent(pair.mirror, pair.scope, answer)
    record_consent(pair.mirror, pair.scope, answer)
    assert push_outbox(pair.network, pair.place).accepted == 1
    assert on_the_server(pair, answer) == ((answer,), decision is Decision.GRANTED)


def test_a_withdrawal_ends_the_consent_on_the_server_too(pair):
    answer = an_answer(pair)
    record_consent(pair.mirror, pair.scope, answer)
    push_outbox(pair.network, pair.place)
    withdraw_consent(pair.mirror, pair.scope, answer.id)
    push_outbox(pair.network, pair.place)
    assert on_the_server(pair, answer) == ((answer,), False)


def test_what_is_told_says_nothing_of_the_person(pair):
    assert set(consent_as_data(an_answer(pair))) == {
        "id", "subject_id", "purpose", "decision", "text_version", "text_sha256", "locale", "decided_at", "expires_at",
    }  # fmt: skip


def test_place_and_mirror_are_the_senders_whatever_the_message_says(pair):
    answer = an_answer(pair)
    told = consent_as_data(answer) | {"store_id": str(uuid7()), "device_id": str(uuid7())}
    assert read_consent(told, pair.place.store_id, pair.place.device_id) == answer


@pytest.mark.parametrize("topic", [CONSENT_TOPIC, WITHDRAWAL_TOPIC])
@pytest.mark.parametrize(
    "spoilt",
    [
        {"id": "x", "consent_id": "x"}, {"decided_at": "yesterday", "withdrawn_at": "yesterday"},
        {"decided_at": "2026-11-25T10:00", "withdrawn_at": "2026-11-25T10:00"}, {"id": 5, "consent_id": None},
    ],
)  # fmt: skip
def test_a_message_that_is_no_answer_is_set_aside_with_its_reason(pair, topic, spoilt):
    answer = an_answer(pair)
    ends = {"consent_id": str(answer.id), "withdrawn_at": pair.clock.now().isoformat()}
    payload = consent_as_data(answer) | ends | spoilt
    made = OutboxMessage(uuid7(), topic, uuid7(), payload, pair.clock.now())
    pair.mirror.write(pair.scope, lambda shop: shop.outbox.append(made))
    (reason,) = push_outbox(pair.network, pair.place).refused
    assert reason.startswith("This is no")
