"""Whoever waits for the next line of an answer is let go by another thread, encrypted or not."""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from threading import Thread, Timer

import pytest

from app.domain.errors import RetryLater
from sync.http.client import Call, HttpClient
from tests.fakes.shops.certificate import make_certificate
from tests.fakes.shops.lines import HERE, quick_line

_FIRST_LINE = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nfirst\n\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls") / "server.pem")


def answer_and_fall_silent(door, context):
    line, _ = door.accept()
    with context.wrap_socket(line, server_side=True) if context else line as told:
        told.recv(65536)
        told.sendall(_FIRST_LINE)
        assert told.recv(1) == b""


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_a_hung_up_line_breaks_off_at_once(certificate, is_encrypted):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if is_encrypted else None
    if context:
        context.load_cert_chain(certificate)
    client = HttpClient(quick_line(read_s=60), policy=HERE, ca_file=certificate if is_encrypted else None)
    with closing(client), socket.create_server(("127.0.0.1", 0)) as door:
        server = Thread(target=answer_and_fall_silent, args=(door, context))
        server.start()
        scheme = "https" if is_encrypted else "http"
        lines = client.lines(Call("GET", f"{scheme}://127.0.0.1:{door.getsockname()[1]}/"))
        assert next(lines) == b"first"
        later = Timer(0.05, client.hang_up)
        later.start()
        with pytest.raises(RetryLater):
            next(lines)
        later.join()
        server.join()
        client.hang_up()  # nobody listens any more
