"""The way out to an address that a person wrote: nothing of our own network can be reached through it.

Only https. The name is resolved once, every address it has must be of the open Internet, and the connection goes to
the address that was looked at: a name that changes in between leads nowhere else. No redirect is followed, no proxy is
used, the answer is cut, and the whole call has an end.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from commun.exchange.models import WebhookAttempt

Trouble = WebhookAttempt.Trouble
SECONDS = 10.0
READ_MOST = 4096
HTTPS = 443
LEAST_PORT = 1024
_OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")
# They hold, or lead to, an address of the other kind: 6to4, Teredo, and the network of such translators.
_WRAPPED = [ipaddress.ip_network(one) for one in ("2002::/16", "2001::/23", "64:ff9b::/96", "64:ff9b:1::/48")]
_NEAR = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
# Kept for protocols: not every Python says so.
_KEPT = [ipaddress.ip_network(one) for one in ("192.88.99.0/24", "192.0.0.0/24")]


class Unreachable(Exception):
    """The address may not, or cannot, be called; ``trouble`` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class Answer:
    """What came of a call."""

    trouble: Trouble
    status: int | None
    took_ms: int

    @property
    def is_received(self) -> bool:
        """The other program has it."""
        return self.trouble == Trouble.NONE


def is_open(address: str) -> bool:
    """Whether this is an address of the open Internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found not in _OPEN_IPV6 or any(found in one for one in _WRAPPED):
            return False
    elif any(found in one for one in _KEPT):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def parts_of(url: str) -> tuple[str, int, str]:
    """Name, port and path of an address that may be called. Raises Unreachable."""
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS
        # The dot of the root changes nothing to where a name leads.
        host = (parts.hostname or "").encode("idna").decode("ascii").removesuffix(".")
    except ValueError:
        raise Unreachable(Trouble.NAME) from None
    if not _is_well_made(url, parts) or not host:
        raise Unreachable(Trouble.NAME)
    own = urlsplit(settings.SITE_ADDRESS).hostname or ""
    if host == own or (port != HTTPS and port < LEAST_PORT) or _is_near(host):
        raise Unreachable(Trouble.FORBIDDEN)
    path = parts.path or "/"
    return host, port, f"{path}?{parts.query}" if parts.query else path


def _is_well_made(url: str, parts: SplitResult) -> bool:
    plain = all("!" <= sign <= "~" for sign in parts.path + parts.query)
    is_bare = parts.username is None and parts.password is None and "\\" not in url
    return parts.scheme == "https" and is_bare and plain and not any(sign.isspace() for sign in url)


def _is_near(host: str) -> bool:
    """A name of a house's own network: said at once, rather than when it is looked up."""
    return not is_open(host) if _is_number(host) else "." not in host or host.endswith(_NEAR)


def _is_number(host: str) -> bool:
    """An address rather than a name, however it is written: 127.1 and 0x7f000001 are resolved as numbers."""
    return ":" in host or host.rpartition(".")[2][:1].isdigit()


def addresses_of(host: str, port: int) -> list[str]:
    """Where a name leads, all of it open. Raises Unreachable."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(Trouble.NAME) from None
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(is_open(address) for address in addresses):
        raise Unreachable(Trouble.FORBIDDEN)
    return addresses


class _Straight(http.client.HTTPSConnection):
    """Connects to the address that was looked at, and asks it to prove that it bears the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self.context = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS / 2, context=self.context)
        self.address = address
        self.twin: socket.socket | None = None

    def connect(self) -> None:
        line = socket.create_connection((self.address, self.port), self.timeout)
        self.twin = line.dup()
        try:
            self.sock = self.context.wrap_socket(line, server_hostname=self.host)
        except BaseException:
            line.close()
            raise

    def cut(self) -> None:
        """End a call that lasts too long, wherever it is."""
        if self.twin is not None:
            with contextlib.suppress(OSError):
                self.twin.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        if self.twin is not None:
            self.twin.close()


def call(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send this to that address. Never raises: what went wrong is the answer."""
    start = monotonic()
    status: int | None = None
    try:
        status = _post(url, body, headers)
        trouble = _trouble_of(status)
    except Unreachable as refusal:
        trouble = Trouble(refusal.trouble)
    except TimeoutError:
        trouble = Trouble.SILENT
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_seal = isinstance(error, ssl.SSLError)
        trouble = Trouble.SILENT if monotonic() - start >= SECONDS else Trouble.SEAL if is_seal else Trouble.LINE
    return Answer(trouble, status, int((monotonic() - start) * 1000))


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    host, port, path = parts_of(url)
    line = _Straight(host, port, addresses_of(host, port)[0])
    end = threading.Timer(SECONDS, line.cut)
    end.daemon = True
    end.start()
    try:
        line.request("POST", path, body=body, headers={"User-Agent": "Commun", "Connection": "close", **headers})
        answer = line.getresponse()
        # What it says after that changes nothing, even if it never ends.
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            answer.read(READ_MOST)
        return answer.status
    finally:
        end.cancel()
        line.close()


def _trouble_of(status: int) -> Trouble:
    if 200 <= status < 300:
        return Trouble.NONE
    return Trouble.REDIRECT if 300 <= status < 400 else Trouble.ANSWER
