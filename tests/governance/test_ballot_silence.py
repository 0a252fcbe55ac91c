"""What a vote does not tell: nothing before its time, nothing under the minimum of a secret one, on no page."""

import json
import re
from collections import deque
from typing import Any

import pytest

from commun.core import scope
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.governance import methods
from commun.governance.actions import ballot_data, ballot_letters, ballots, processes
from commun.governance.forms.ballot_sheets import content_of
from commun.governance.models import BallotVersion, Elector, Process, SecretBallot, WaitingBallot
from commun.governance.queries import ballot_export, ballot_registries
from commun.governance.queries import ballots as queries
from tests.exchange.search_world import ask, everything_told, indexed
from tests.governance import decisions_world as decisions
from tests.governance import vote_world as made
from tests.support import world
from tests.support.client import GateClient

pytestmark = pytest.mark.django_db
WITNESS = "Mot-témoin-7421"
SECRET = [name for name, way in zip(methods.ways.names(), methods.ways, strict=True) if way.may_be_secret]
MOST_PAGES = 40


def page_of(process: Process) -> str:
    return here(process.space.slug, "governance:process", process=process.ref)


def content(process: Process) -> dict[str, Any]:
    from django.http import QueryDict

    sent = QueryDict(mutable=True)
    for name, value in made.SENT[process.method].items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return content_of(process, queries.options_of(process), sent)


@pytest.mark.parametrize("cast", [0, 3])
@pytest.mark.parametrize("method", SECRET)
def test_under_its_minimum_a_secret_vote_has_no_result_on_any_page(
    client: GateClient, group: world.Group, method: str, cast: int
) -> None:
    people = [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(5)]
    process = made.opened(group.alice, method, is_secret=True)
    for one in people[:cast]:
        ballots.cast(by=one, process=process, content=content(process))
    made.closed(process)
    row = made.again(process)
    assert (row.outcome, row.result) == ("too_few", {})
    with scope.use(group.space):
        assert not SecretBallot.objects.exists()
        assert not WaitingBallot.objects.exists()
    client.force_login(group.bob.person)
    response = client.get(page_of(process))
    assert response.status_code == 200
    page = response.content.decode()
    assert "c-chart" not in page
    assert "recompter" not in page, "there is nothing to count again"
    told = json.loads(client.get(here(group.space.slug, "governance:ballot-json", process=process.ref)).content)
    assert (told["ballots"], told["result"]) == ([], {})
    if ballot_export.file_name(row):
        file = client.get(here(group.space.slug, "governance:ballot-file", process=process.ref))
        assert not re.search(r"^\d+:", file.content.decode(), re.MULTILINE)


def walk(client: GateClient, start: str) -> dict[str, str]:
    """The pages of the group that links lead to, from one of them."""
    root = start.split("/", 3)[:3]
    waiting, read = deque([start]), {}
    while waiting and len(read) < MOST_PAGES:
        path = waiting.popleft()
        if path in read:
            continue
        response = client.get(path)
        if response.status_code != 200 or response.streaming:
            continue
        read[path] = response.content.decode(errors="replace")
        for link in re.findall(r'href="(/g/[^"#]+)"', read[path]):
            if link.split("/", 3)[:3] == root and "?" not in link:
                waiting.append(link)
    return read


@pytest.mark.parametrize("shown", ["close", "voted"])
def test_nothing_tells_an_answer_before_its_time(client: GateClient, group: world.Group, shown: str) -> None:
    decision = decisions.proposed(group.alice)
    process = made.opened(group.alice, decision=decision, shown=shown)
    asked = made.opened(group.alice, "question", shown=shown)
    ballots.cast(by=group.alice, process=process, content={"answer": "against"}, reason=WITNESS)
    ballots.cast(by=group.alice, process=asked, content={"text": WITNESS})
    ballot_letters.tell_all()
    client.force_login(group.bob.person)
    pages = walk(client, page_of(process))
    slug = group.space.slug
    for name in ("votes", "todo", "decisions"):
        assert here(slug, f"governance:{name}") in pages
    assert {page_of(process), page_of(asked), f"/g/{slug}/journal/"} <= set(pages)
    for path, text in pages.items():
        assert WITNESS not in text, path
        if "/decisions/" in path or "/votes/" in path:
            assert "c-chart" not in text, path
    indexed()
    hits = [everything_told(ask(group.bob.person, words)) for words in ("outil", WITNESS)]
    events = list(ballot_registries.events(group.bob.person, made.in_days(-1), made.in_days(1)))
    assert events
    mine = ballot_data.export(group.bob.person)
    mails = list(OutgoingMail.objects.exclude(to=group.alice.person.email))
    assert mails
    assert WITNESS not in str([hits, events, mine, [mail.text + mail.html + mail.subject for mail in mails]])


def test_the_list_of_who_took_part_in_a_secret_vote_waits_for_its_close(client: GateClient, group: world.Group) -> None:
    people = [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(4)]
    process = made.opened(group.alice, "choice", is_secret=True)
    for one in people:
        ballots.cast(by=one, process=process, content={"option": "1"})
    client.force_login(group.bob.person)
    assert "Personne 0" not in client.get(page_of(process)).content.decode()
    made.closed(process)
    assert "Personne 0" in client.get(page_of(process)).content.decode()


def test_a_vote_taken_off_the_table_shows_no_result(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, "choice")
    ballots.cast(by=group.alice, process=process, content={"option": "2"}, reason=WITNESS)
    processes.withdraw(by=group.alice, process=process, reason="Mal posée.")
    client.force_login(group.bob.person)
    page = client.get(page_of(process)).content.decode()
    assert "c-chart" not in page
    assert WITNESS not in page
    assert client.get(here(group.space.slug, "governance:ballot-json", process=process.ref)).status_code == 404


def test_nobody_casts_anothers_ballot(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, rules={"absent_per_holder": 0})
    client.force_login(group.alice.person)
    with scope.use(group.space):
        theirs = Elector.objects.get(process=process, membership=group.bob)
    sent = {"answer": "for", "absent": group.bob.person.ref, "elector": theirs.pk, "member": group.bob.pk}
    assert (
        client.post(here(group.space.slug, "governance:cast-for-absent", process=process.ref), sent).status_code == 404
    )
    assert client.post(here(group.space.slug, "governance:cast-ballot", process=process.ref), sent).status_code == 302
    with scope.use(group.space):
        assert list(BallotVersion.objects.values_list("elector__membership", flat=True)) == [group.alice.pk]


def test_the_page_and_each_mail_of_a_secret_vote_lead_to_what_it_protects(
    client: GateClient, group: world.Group
) -> None:
    process = made.opened(group.alice, "choice", is_secret=True)
    ballot_letters.tell_all()
    ballots.cast(by=group.alice, process=process, content={"option": "1"})
    ballot_letters.renew_link(by=group.bob, process=process)
    letters = list(OutgoingMail.objects.all())
    assert {mail.key.split(":")[0] for mail in letters} == {
        "governance.vote-open", "governance.receipt", "governance.vote-link",
    }  # fmt: skip
    for mail in letters:
        assert "/bulletin-secret/" in mail.text
        assert "/bulletin-secret/" in mail.html
    link = re.search(r"/voter/[^\s\"<]+/", next(one for one in letters if "vote-link" in one.key).text)
    assert link
    assert 'href="/bulletin-secret/"' in client.get(link[0]).content.decode()
    note = client.get("/bulletin-secret/")
    assert note.status_code == 200
    client.force_login(group.bob.person)
    inside = here(group.space.slug, "governance:secret-ballot")
    for name in ("process", "paper-ballot"):
        assert inside in client.get(here(group.space.slug, f"governance:{name}", process=process.ref)).content.decode()
    made.closed(process)
    assert inside in client.get(page_of(process)).content.decode()


def test_the_note_says_what_an_operator_could_do(client: GateClient) -> None:
    page = client.get("/bulletin-secret/").content.decode()
    parts = page.split("<h2>")
    assert len(parts) == 3, "what is protected, what is not"
    assert parts[2].count("<li>") >= 4
    for word in ("machine", "base", "sauvegarde"):
        assert word in parts[2]


def test_a_decision_under_a_secret_ballot_does_not_tell_when_people_read(
    client: GateClient, group: world.Group
) -> None:
    from commun.governance.actions import mark_read

    pages = []
    for is_secret in (False, True):
        decision = decisions.proposed(group.alice)
        made.opened(group.alice, decision=decision, is_secret=is_secret)
        mark_read(by=group.bob, decision=decision)
        client.force_login(group.alice.person)
        pages.append(client.get(here(group.space.slug, "governance:decision-readers", decision=decision.ref)))
    said = ["16\u00a0nov" in page.content.decode() for page in pages]
    assert said == [True, False]
    assert "Bob Durand" in pages[1].content.decode()


def test_a_mail_of_an_open_vote_has_no_such_link(group: world.Group) -> None:
    made.opened(group.alice, "choice")
    ballot_letters.tell_all()
    assert not [mail for mail in OutgoingMail.objects.all() if "bulletin-secret" in mail.text + mail.html]
