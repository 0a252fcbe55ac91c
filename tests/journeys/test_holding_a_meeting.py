"""Alice prépare la séance du mois, Bob apporte un point et accepte de faciliter.

Ils la tiennent, la ferment, et chacun reçoit le compte rendu avec ses actions, qu'il dit faites d'un clic.
"""

import datetime as dt
import re

import pytest

from commun.core import clock, scope
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.governance.models import Action, Decision, Duty, Meeting, Membership
from tests.governance.world import found, member
from tests.support.client import GateClient

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
SERIES = {
    "title": "Séance du mois", "kind": "working", "pattern": "month_weekday", "place": "3", "weekday": "0",
    "month_day": "1", "interval": "1", "rule": "", "starts_on": "2026-11-16", "starts_at": "14:00", "ends_at": "16:00",
    "zone": "Europe/Paris", "where": "Salle Courmont", "link": "", "min_presence": "2", "carried_most": "2",
}  # fmt: skip


def test_from_the_first_date_to_the_action_done() -> None:
    host = found()
    space = host.space
    bob = member(host)
    alice_reads, bob_reads = GateClient(), GateClient()
    alice_reads.force_login(host.person, backend=BACKEND)
    bob_reads.force_login(bob.person, backend=BACKEND)

    def at(name: str, **arguments: object) -> str:
        return here(space.slug, f"governance:{name}", **arguments)

    # Prepare: the series, a point, who comes, who facilitates.
    assert alice_reads.post(at("new-series"), {**SERIES, "save": "1"}).status_code == 302
    with scope.use(space):
        meeting = Meeting.objects.order_by("starts_at")[0]
    page = at("meeting", meeting=meeting.ref)
    point = {"title": "Changer de banque", "wish": "decide", "minutes": "20", "part": "points", "detail": ""}
    assert bob_reads.post(at("new-point", meeting=meeting.ref), point).status_code == 302
    bob_reads.post(at("answer-meeting", meeting=meeting.ref), {"answer": "coming"})
    chosen = {"task": "facilitator", "member": str(bob.pk), "reason": ""}
    assert alice_reads.post(at("assign-duty", meeting=meeting.ref), chosen).status_code == 302
    mail = OutgoingMail.objects.get(to=bob.person.email, key__startswith="governance.duty:")
    yes = [word for word in mail.text.split() if "/m/" in word][-2]
    GateClient().post("/m/" + yes.split("/m/")[1])
    with scope.use(space):
        assert Duty.objects.get(meeting=meeting).state == "accepted"
    assert "Changer de banque" in alice_reads.get(page).content.decode()

    # Run: opened by the facilitator, attendance, steps, a decision and an action in one press each.
    assert bob_reads.post(at("open-meeting", meeting=meeting.ref)).headers["Location"] == at(
        "lead-meeting", meeting=meeting.ref
    )
    for someone in (host, bob):
        there = at("note-presence", meeting=meeting.ref, ref=someone.person.ref)
        bob_reads.post(there, {"presence": "present", "anime": "1"})
    for _step in range(3):
        bob_reads.post(at("meeting-step", meeting=meeting.ref), {"to": "next"})
    assert "Changer de banque" in re.search(r"<h2>(.*?)</h2>", alice_reads.get(page).content.decode())[1]  # type: ignore[index]
    write = at("write-line", meeting=meeting.ref)
    alice_reads.post(write, {"text": "On change de banque au printemps", "nature": "decision"})
    action = {"text": "Appeler trois banques", "nature": "action", "owner": bob.person.ref, "due_on": "2026-12-01"}
    alice_reads.post(write, action)

    # Close: minutes to both, each with their own actions; one click says it is done.
    with clock.stopped(clock.now() + dt.timedelta(hours=2)):
        bob_reads.post(at("close-meeting", meeting=meeting.ref))
    _receive(host, bob)
    with scope.use(space):
        assert Decision.objects.get().origin.startswith("meeting_line:")
        following = Meeting.objects.filter(state="planned").order_by("starts_at")[0]
        assert Duty.objects.filter(meeting=following, task="facilitator").get().membership_id == host.pk
    assert "On change de banque au printemps" in alice_reads.get(page).content.decode()


def _receive(host: Membership, bob: Membership) -> None:
    letters = OutgoingMail.objects.filter(key__startswith="governance.minutes:")
    assert sorted(letters.values_list("to", flat=True)) == sorted([host.person.email, bob.person.email])
    mine = letters.get(to=bob.person.email)
    assert "On change de banque au printemps" in mine.text
    done = next(word for word in mine.text.split() if "/m/" in word).split("/m/")[1]
    signed_out = GateClient()
    signed_out.get(f"/m/{done}")
    with scope.use(host.space):
        assert Action.objects.get().state == "open"
    signed_out.post(f"/m/{done}")
    with scope.use(host.space):
        assert Action.objects.get().state == "done"
