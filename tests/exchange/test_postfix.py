"""The whole way: Debian's Postfix hands mails to our door, takes our deliveries, brings back what failed."""

import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from commun.core import scope
from commun.exchange.actions import sending
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.exchange.addresses import answer_address
from commun.exchange.inbound.beside import open_door
from commun.exchange.models import Delivery, InboundMail, MailReturn, Post
from commun.exchange.tasks import lists as tasks
from tests.exchange.list_world import OURS, mail_of
from tests.exchange.test_deliveries import assert_sound
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.slow, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
POSTFIX = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
DOMAIN = "listes.exemple"
# What an operator writes (docs/operate/mail.md), and what a trial in a folder of its own needs besides.
MAIN = """
compatibility_level = 3.6
myhostname = {ours}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
relay_domains = {domain}
transport_maps = inline:{{ {domain}=lmtp:inet:127.0.0.1:{door} }}
message_size_limit = 26000000
recipient_delimiter = +
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = permit_mynetworks, reject_non_fqdn_recipient, reject_unverified_recipient
unverified_recipient_reject_code = 550

queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
mynetworks = 127.0.0.1/32
address_verify_poll_delay = 1s
smtputf8_enable = no
local_recipient_maps =
alias_maps =
alias_database =
default_transport = smtp:[127.0.0.1]:{sink}
disable_dns_lookups = yes
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
smtpd_tls_security_level = none
smtp_tls_security_level = none
"""
MASTER = """
{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def until(condition: Callable[[], bool], log: Path, seconds: float = 15) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, log.read_text()[-4000:] if log.exists() else "no log"
        time.sleep(0.05)


class World:
    """Everybody else's servers, as one: it takes mails, and does not know who is called « fantome »."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address.startswith("fantome"):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 kept"


@pytest.fixture
def world() -> Iterator[tuple[World, int]]:
    outside, port = World(), free_port()
    controller = Controller(outside, hostname="127.0.0.1", port=port)
    controller.start()
    yield outside, port
    controller.stop()


@pytest.fixture
def postfix(world: tuple[World, int], settings: Any) -> Iterator[tuple[int, Path]]:
    """A Postfix in a folder of its own, on ports of its own; where mails are sent to it, and its log."""
    if POSTFIX is None or os.geteuid() != 0:
        wanted = "Debian's postfix must be installed, and started by root, to try the whole way of a mail"
        if os.environ.get("COMMUN_CI") and os.geteuid() == 0:
            pytest.fail(wanted)
        pytest.skip(wanted)
    door, port = free_port(), free_port()
    settings.LIST_DOMAIN, settings.MAIL_URL = DOMAIN, f"smtp://127.0.0.1:{port}"
    settings.SITE_ADDRESS = "https://commun.exemple"
    with tempfile.TemporaryDirectory(prefix="commun-postfix-") as name:
        folder = Path(name)
        # Its programs run under an account of their own.
        folder.chmod(0o755)
        (folder / "queue").mkdir()
        (folder / "data").mkdir()
        os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
        (folder / "main.cf").write_text(MAIN.format(ours=OURS, domain=DOMAIN, door=door, folder=folder, sink=world[1]))
        (folder / "master.cf").write_text(MASTER.format(port=f"127.0.0.1:{port}"))
        close = open_door(door)
        said = subprocess.run([POSTFIX, "-c", name, "start"], capture_output=True, text=True, check=False)
        try:
            assert said.returncode == 0, said.stderr
            yield port, folder / "mail.log"
        finally:
            subprocess.run([POSTFIX, "-c", name, "stop"], capture_output=True, check=False)
            close()


def hand(port: int, sender: str, to: str, raw: bytes) -> None:
    """From another machine, as far as Postfix can tell."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20, source_address=("127.0.0.2", 0)) as client:
        client.sendmail(sender, [to], raw)


@pytest.mark.usefixtures("queue")
def test_a_mail_goes_the_whole_way(group: Group, postfix: tuple[int, Path], world: tuple[World, int]) -> None:
    port, log = postfix
    outside = world[0]
    make_member(group.space, make_person("Fantôme", email="fantome@ailleurs.exemple"))
    with scope.use(group.space):
        key = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token
    to = answer_address(key)
    raw = mail_of(group.bob.person, group.space, proof="", To=to, text="Été : qui vient ?\r\n.\r\nBob\r\n")
    hand(port, str(group.bob.person.email), to, raw)
    hand(port, str(group.bob.person.email), to, raw)
    mails = InboundMail._base_manager
    until(lambda: mails.count() == 1, log)
    tasks.sort_mails()
    assert mails.get().state == "posted"
    with scope.use(group.space):
        assert Post.objects.get().said.startswith("Été : qui vient ?")
    assert sending.send_waiting() == 2
    until(lambda: len(outside.taken) == 1, log)
    (taken,) = outside.taken
    assert taken.rcpt_tos == [group.alice.person.email]
    assert str(taken.mail_from).startswith("b+")
    received = bytes(taken.original_content or b"")
    assert_sound_on_arrival(received)
    # The other address does not exist: Postfix says so to the envelope of that very delivery.
    until(lambda: mails.filter(purpose__startswith="b+").count() == 1, log)
    tasks.sort_mails()
    with scope.use(group.space):
        back = MailReturn.objects.select_related("membership__person").get()
        assert (back.membership.person.email, back.code, back.strength) == ("fantome@ailleurs.exemple", "5.1.1", "hard")
        assert Delivery.objects.get(pk=back.delivery_id).token in str(back.mail and back.mail.envelope_to)
    # An address that does not exist is refused at the door, and Postfix carries nothing for others.
    for nobody in (f"personne@{DOMAIN}", "x@autre.exemple"):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            hand(port, str(group.bob.person.email), nobody, raw)
    assert (len(outside.taken), mails.count()) == (1, 2)


def assert_sound_on_arrival(received: bytes) -> None:
    """What arrived is what was sent: Postfix adds only its own lines at the top."""
    assert_sound(b"From: " + received.partition(b"\r\nFrom: ")[2])


def test_the_lines_that_tell_postfix_how_fast_to_send_are_ones_that_it_reads(tmp_path: Path) -> None:
    """Row 23: each domain has its pace; what Postfix would not know is a line that an operator wrote for nothing."""
    page = (Path(__file__).parents[2] / "docs/operate/mail.md").read_text()
    told = page.partition("### Ce qui sort, domaine par domaine")[2].partition("\n## ")[0]
    main, master = (block.strip("\n") + "\n" for block in told.split("```")[1:4:2])
    (tmp_path / "main.cf").write_text(f"compatibility_level = 3.6\n{main}")
    (tmp_path / "master.cf").write_text(f"smtp unix - - y - - smtp\n{master}")

    def answer(program: str, *asked: str) -> str:
        found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if found is None:
            pytest.skip("postfix is not installed (apt-get install postfix)")
        done = subprocess.run([found, "-c", str(tmp_path), *asked], capture_output=True, text=True, check=True)
        assert "unused" not in done.stderr
        assert "error" not in done.stderr
        return done.stdout

    known = dict(line.split(" = ", 1) for line in answer("postconf", "-n").splitlines())
    assert known["lent_destination_rate_delay"] == "1s"
    assert int(known["default_destination_concurrency_limit"]) > 1
    assert answer("postmap", "-q", "orange.fr", known["transport_maps"]).strip() == "lent:"
    assert answer("postmap", "-q", "domaine.fr", known["transport_maps"]).startswith("lmtp:")
    assert "COMMUN_LIST_DOMAIN" in page
