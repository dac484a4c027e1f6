from __future__ import annotations

import logging
from decimal import Decimal

import pytest

from app.domain.errors import NeedsOwner, RetryLater, UnusableRecord
from sync.http.client import Call, ClientLimits, HttpClient, Line
from sync.http.errors import ForbiddenAddress, OutcomeUnknown
from sync.http.retrying import RetryPolicy
from sync.http.signing import BasicAuth, HeaderAuth, OAuth1
from tests.fakes.clock import ManualClock, ManualWallClock
from tests.fakes.shops.lines import HERE, quick_line
from tests.fakes.shops.serving import Fault, Request, Response, Shop, serving

SECRET = "cs_00ff00ff00ff00ff00ff00ff"


class Echo(Shop):
    """Answers with what a test puts into it."""

    def __init__(self) -> None:
        super().__init__()
        self.response = Response(200, {"price": 261.22})

    def answer(self, request: Request) -> Response:
        return self.response


@pytest.fixture
def echo():
    return Echo()


@pytest.fixture
def url(echo):
    with serving(echo) as address:
        yield f"{address}/thing"


@pytest.fixture
def client():
    opened = HttpClient(quick_line(read_s=0.3), policy=HERE, auth=BasicAuth("ck", SECRET), secrets=(SECRET,))
    yield opened
    opened.close()


def test_numbers_arrive_as_decimals_and_what_it_took_is_counted(client, url):
    assert client.send(Call("GET", url)).json() == {"price": Decimal("261.22")}
    assert (client.cost.requests, client.cost.received_bytes) == (1, 17)


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.HALF, Fault.SILENCE, Fault.BROKEN, Fault.UNAVAILABLE])
def test_a_failed_attempt_is_repeated(client, echo, url, fault):
    echo.faults.add(fault)
    assert client.send(Call("GET", url)).is_success
    assert client.cost.retries == 1


def test_retry_after_is_waited_for_and_counted(client, echo, url):
    echo.faults.add(Fault.THROTTLED, retry_after="12")
    assert client.send(Call("GET", url)).is_success
    assert client.cost.throttled == 1
    assert client.cost.waited_s >= 12.0


def test_a_long_wait_is_the_callers(client, echo, url):
    echo.faults.add(Fault.THROTTLED, retry_after="3600")
    with pytest.raises(RetryLater) as raised:
        client.send(Call("GET", url))
    assert raised.value.after_s == 3600.0


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.SILENCE, Fault.BROKEN, Fault.HALF, Fault.UNAVAILABLE])
def test_what_may_have_been_done_is_not_done_twice(client, echo, url, fault):
    echo.faults.add(fault, when="after")
    with pytest.raises(OutcomeUnknown):
        client.send(Call("POST", url, json={"delta": -1}, is_repeatable=False))
    assert len(echo.requests) == 1


def test_what_was_surely_not_done_is_repeated_in_any_case(client, echo, url):
    echo.faults.add(Fault.THROTTLED, times=2)
    assert client.send(Call("POST", url, json={"delta": -1}, is_repeatable=False)).is_success


def test_a_write_that_may_have_worked_once_is_told_so_whatever_came_after(client, echo, url):
    echo.faults.add(Fault.RESET, when="after")
    echo.faults.add(Fault.THROTTLED, times=3)
    with pytest.raises(OutcomeUnknown):
        client.send(Call("PUT", url, json={"level": 4}))
    echo.faults.add(Fault.THROTTLED, times=4)
    with pytest.raises(RetryLater) as refused:
        client.send(Call("PUT", url, json={"level": 4}))
    assert not isinstance(refused.value, OutcomeUnknown)


def test_an_error_page_that_answers_a_write_does_not_tell_whether_it_worked(client, echo, url):
    echo.faults.add(Fault.NOT_JSON, when="after")
    with pytest.raises(OutcomeUnknown):
        client.send(Call("PUT", url, json={"level": 4})).json()


def test_a_shop_that_is_down_is_left_in_peace_and_asked_again_later(echo, url):
    clock = ManualClock()
    client = HttpClient(Line(clock, ManualWallClock()), policy=HERE)
    echo.faults.add(Fault.BROKEN, times=5)
    for _ in range(3):
        with pytest.raises(RetryLater):
            client.send(Call("GET", url))
    assert len(echo.requests) == 5
    clock.advance(60)
    assert client.send(Call("GET", url)).is_success
    client.close()


def test_an_answer_that_is_too_large_is_refused(echo, url):
    limits = ClientLimits(most_answer_bytes=1000)
    client = HttpClient(Line(ManualClock(), ManualWallClock(), limits=limits), policy=HERE)
    echo.response = Response(200, body=b"x" * 5000)
    with pytest.raises(UnusableRecord, match="larger than 1000 bytes"):
        client.send(Call("GET", url))
    client.close()


def test_a_shop_that_moved_needs_its_owner_and_is_not_followed(client, echo, url):
    echo.response = Response(301, {}, {"Location": "https://elsewhere.example/"})
    with pytest.raises(NeedsOwner, match="moved to https://elsewhere"):
        client.send(Call("GET", url))


def test_a_redirect_into_the_network_is_refused(client, echo, url):
    echo.response = Response(302, {}, {"Location": "http://169.254.169.254/latest/meta-data"})
    with pytest.raises(ForbiddenAddress):
        client.send(Call("GET", url, follows_redirects=True))


def test_without_leave_this_machine_is_not_asked(url):
    client = HttpClient(quick_line())
    with pytest.raises(ForbiddenAddress):
        client.send(Call("GET", url))
    with pytest.raises(ForbiddenAddress):
        client.send(Call("GET", url.replace("http:", "https:")))
    client.close()


def test_an_error_page_instead_of_json_is_tried_again_later(client, echo, url):
    echo.faults.add(Fault.NOT_JSON)
    with pytest.raises(RetryLater, match="page for people"):
        client.send(Call("GET", url)).json()


def test_lines_come_one_by_one_and_a_break_is_told(client, echo, url):
    echo.response = Response(200, body=b'{"a":1}\n{"b":2}\n{"c":3}')
    assert list(client.lines(Call("GET", url))) == [b'{"a":1}', b'{"b":2}', b'{"c":3}']
    echo.faults.add(Fault.HALF, when="after")
    with pytest.raises(RetryLater, match="broke off"):
        list(client.lines(Call("GET", url)))


def test_a_file_that_is_not_there_is_told(client, echo, url):
    echo.response = Response(404, {})
    with pytest.raises(RetryLater, match="404"):
        list(client.lines(Call("GET", url)))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.UNAVAILABLE, "closed for the moment, for maintenance .* left alone for 9 s"),
        (Fault.THROTTLED, "asked too often"),
        (Fault.BROKEN, "a fault of its own"),
        (Fault.RESET, "broke in the middle"),
        (Fault.SILENCE, "does not answer in time"),
    ],
)
def test_trouble_is_told_in_words_with_the_name_of_the_shop(echo, url, fault, words):
    client = HttpClient(quick_line(read_s=0.3, attempts=1), policy=HERE)
    echo.faults.add(fault, retry_after="9")
    with pytest.raises(RetryLater, match=rf"127\.0\.0\.1.*{words}"):
        client.send(Call("GET", url))
    client.close()


def test_a_machine_where_nobody_answers_is_told_apart():
    client = HttpClient(quick_line(attempts=1), policy=HERE)
    with pytest.raises(RetryLater, match="Nobody answers at 127"):
        client.send(Call("GET", "http://127.0.0.1:9/"))
    client.close()


@pytest.mark.parametrize("place", ["header", "query"])
def test_no_secret_is_ever_in_a_log_an_error_or_a_repr(echo, url, caplog, place):
    caplog.set_level(logging.DEBUG)
    auths = [OAuth1(("ck_" + "a" * 40, SECRET), ("tok_hush", "toksecret_hush"), place)]
    auths += [BasicAuth("ck_" + "a" * 40, SECRET), HeaderAuth("x-auth-token", lambda: SECRET)]
    told = []
    for auth in auths:
        client = HttpClient(quick_line(attempts=2), policy=HERE, auth=auth, secrets=(SECRET, "tok_hush"))
        echo.faults.add(Fault.RESET, times=2)
        call = Call("GET", url, headers={"x-key": SECRET}, json={"key": SECRET})
        with pytest.raises(RetryLater) as raised:
            client.send(call)
        client.send(call)
        told += [repr(raised.value), str(raised.value), repr(auth), repr(client), repr(call)]
        client.close()
    everything = "\n".join([*told, caplog.text])
    for secret in (SECRET, "toksecret_hush", "tok_hush", "a" * 40, "oauth_signature="):
        assert secret not in everything


def test_every_attempt_is_signed_anew(echo, url):
    client = HttpClient(quick_line(), policy=HERE, auth=OAuth1(("ck", SECRET)))
    echo.faults.add(Fault.RESET)
    client.send(Call("GET", url, params=(("a", "b c"),)))
    first, second = (one.headers["authorization"] for one in echo.requests)
    assert "HMAC-SHA256" in first
    assert first != second
    client.close()


def test_a_name_that_cannot_be_found_is_tried_later():
    def nowhere(host, port):
        raise OSError("unknown")

    line = Line(ManualClock(), ManualWallClock(), resolve=nowhere, limits=ClientLimits(retry=RetryPolicy(2)))
    client = HttpClient(line)
    with pytest.raises(RetryLater, match=r"nowhere\.example cannot be found"):
        client.send(Call("POST", "https://nowhere.example/", is_repeatable=False))
    client.close()
