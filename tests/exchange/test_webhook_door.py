"""A3: nothing of our own network can be reached through an address that a person wrote."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commun.exchange import webhook_door as door
from commun.exchange.webhook_door import Trouble, Unreachable
from tests.exchange.receiver import NAME, Receiver, certificate, receiving

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "169.254.170.2",
    "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1", "nothing", "",
]  # fmt: skip
OPEN = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.0.1", "2606:4700::1111", "2a01:e0a::1"]
PROBES = [
    ("http://programme.example/", Trouble.NAME),
    ("ftp://programme.example/", Trouble.NAME),
    ("file:///etc/passwd", Trouble.NAME),
    ("gopher://programme.example/", Trouble.NAME),
    ("//programme.example/", Trouble.NAME),
    ("https://", Trouble.NAME),
    ("https:///chemin", Trouble.NAME),
    ("https://moi:secret@programme.example/", Trouble.NAME),
    ("https://programme.example@10.0.0.1/", Trouble.NAME),
    ("https://programme.example\\@10.0.0.1/", Trouble.NAME),
    ("https://programme.example/\r\nX-A: b", Trouble.NAME),
    ("https://programme.example/a b", Trouble.NAME),
    ("https://programme.example:99999/", Trouble.NAME),
    ("https://programme.example:22/", Trouble.FORBIDDEN),
    ("https://programme.example:25/", Trouble.FORBIDDEN),
    ("https://127.0.0.1/", Trouble.FORBIDDEN),
    ("https://127.1/", Trouble.FORBIDDEN),
    ("https://127.0.0.1./", Trouble.FORBIDDEN),
    ("https://./", Trouble.NAME),
    ("https://2130706433/", Trouble.FORBIDDEN),
    ("https://0x7f000001/", Trouble.FORBIDDEN),
    ("https://0177.0.0.1/", Trouble.FORBIDDEN),
    ("https://169.254.169.254/latest/meta-data/", Trouble.FORBIDDEN),
    ("https://[::1]/", Trouble.FORBIDDEN),
    ("https://[::ffff:127.0.0.1]/", Trouble.FORBIDDEN),
    ("https://[fe80::1%25eth0]/", Trouble.FORBIDDEN),
    ("https://１２７.0.0.1/", Trouble.FORBIDDEN),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_open_internet_is_not_open(address: str) -> None:
    assert not door.is_open(address)


@pytest.mark.parametrize("address", OPEN)
def test_an_address_of_the_open_internet_is_open(address: str) -> None:
    assert door.is_open(address)


@pytest.mark.parametrize(("url", "trouble"), PROBES)
def test_probes_are_refused_before_any_name_is_looked_up(
    url: str, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: pytest.fail("a name was looked up"))
    with pytest.raises(Unreachable) as refused:
        door.parts_of(url)
    assert refused.value.trouble == trouble
    assert door.call(url, b"{}", {}).trouble == trouble


@pytest.mark.parametrize("name", ["commun.example", "Commun.Example", "commun.example."])
def test_the_house_does_not_call_itself(settings: Any, name: str) -> None:
    settings.SITE_ADDRESS = "https://commun.example"
    with pytest.raises(Unreachable):
        door.parts_of(f"https://{name}/connexion/")


def resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names lead there; a second time, to the second answer. Returns the names that were asked."""
    asked: list[str] = []

    def look_up(host: str, port: int, *_more: Any, **_named: Any) -> list[Any]:
        if host.rpartition(".")[2].isdigit():
            return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (host, port))]
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port)) for address in found]

    monkeypatch.setattr(door.socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:169.254.169.254"], []])
def test_a_name_that_leads_inside_even_once_is_not_called(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, found)
    monkeypatch.setattr(socket, "create_connection", lambda *_asked: pytest.fail("it was called"))
    assert door.call("https://programme.example/", b"{}", {}).trouble == Trouble.FORBIDDEN


def test_a_name_that_changes_meanwhile_leads_where_it_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolve_to(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    called: list[Any] = []

    def connect(address: Any, *_more: Any) -> Any:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert door.call("https://programme.example/", b"{}", {}).trouble == Trouble.LINE
    assert (asked, called) == (["programme.example"], [("93.184.215.14", 443)])


def test_a_name_that_leads_nowhere_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_asked: Any, **_more: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert door.call("https://programme.example/", b"{}", {}).trouble == Trouble.NAME


@pytest.fixture
def near(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver on this machine; here alone, its address counts as open."""
    pem = certificate(tmp_path)
    resolve_to(monkeypatch, ["127.0.0.1"])
    monkeypatch.setattr(door, "is_open", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(door.ssl, "create_default_context", lambda: ssl._create_default_https_context(cafile=str(pem)))
    with receiving(pem) as receiver:
        yield receiver


def test_what_is_received_is_what_was_sent(near: Receiver) -> None:
    answer = door.call(near.url, "é".encode(), {"webhook-id": "msg_1"})
    assert (answer.trouble, answer.status, answer.is_received) == (Trouble.NONE, 204, True)
    [(headers, body)] = near.got
    assert (headers["webhook-id"], headers["host"], body) == ("msg_1", f"{NAME}:{near.port}", "é".encode())


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (302, Trouble.REDIRECT),
        (307, Trouble.REDIRECT),
        (400, Trouble.ANSWER),
        (410, Trouble.ANSWER),
        (500, Trouble.ANSWER),
    ],
)
def test_a_redirect_is_not_followed_and_a_refusal_is_one(near: Receiver, status: int, trouble: str) -> None:
    near.status, near.headers = status, {"Location": "http://169.254.169.254/"}
    answer = door.call(near.url, b"{}", {})
    assert (answer.trouble, answer.status, len(near.got)) == (trouble, status, 1)


def test_a_long_answer_is_cut(near: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    near.body = b"x" * 1_000_000
    read: list[int] = []
    whole = door.http.client.HTTPResponse.read
    monkeypatch.setattr(
        door.http.client.HTTPResponse,
        "read",
        lambda self, count=None: read.append(count) or whole(self, count),  # type: ignore[func-returns-value]
    )
    assert door.call(near.url, b"{}", {}).is_received
    assert read == [door.READ_MOST]


def test_a_program_that_does_not_prove_its_name_is_not_told(
    near: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = certificate(tmp_path, "autre.example")
    with receiving(other) as receiver:
        assert door.call(receiver.url, b"{}", {}).trouble == Trouble.SEAL
        assert receiver.got == []
    # The certificate is trusted, and bears another name than the one that was called.
    assert door.call(near.url.replace(NAME, "autre.example"), b"{}", {}).trouble == Trouble.SEAL
    assert near.got == []


def test_a_program_that_answers_for_ever_is_left(near: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SECONDS", 0.3)
    near.drips = True
    answer = door.call(near.url, b"{}", {})
    assert answer.trouble == Trouble.SILENT
    assert answer.took_ms < 1_500


def test_what_was_received_stays_received_however_the_answer_goes_on(
    near: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be told ten times, then be said not to answer."""
    monkeypatch.setattr(door, "SECONDS", 0.3)
    near.status, near.headers = 200, {"Transfer-Encoding": "chunked"}
    for body in (b"zz\r\n", b"ff\r\ncut"):
        near.body = body
        answer = door.call(near.url, b"{}", {})
        assert (answer.trouble, answer.status) == (Trouble.NONE, 200)
    near.status = 500
    assert door.call(near.url, b"{}", {}).trouble == Trouble.ANSWER


def test_a_program_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SECONDS", 0.2)
    monkeypatch.setattr(door, "is_open", lambda _address: True)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        resolve_to(monkeypatch, ["127.0.0.1"])
        answer = door.call(f"https://programme.example:{silent.getsockname()[1]}/", b"{}", {})
    assert answer.trouble == Trouble.SILENT
    assert answer.took_ms < 2_000
