"""The demo's own hours, places in the cooperative and indicators of the cooperation (R40, R68, R69)."""

import datetime as dt

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import DemoStage
from commun.governance import states
from commun.governance.actions import memberships, steering, work_time
from commun.governance.demo import SPACES
from commun.governance.models import Membership, WorkTime

COOPERATION, BILLABLE = WorkTime.Nature.COOPERATION, WorkTime.Nature.BILLABLE
# Days ago, nature, minutes, what for: of each of those who write their hours.
HOURS = (
    (38, COOPERATION, 120, "Séance du mois"),
    (24, BILLABLE, 420, "Atelier avec les habitants"),
    (17, COOPERATION, 45, "Relecture d’une offre commune"),
    (5, COOPERATION, 90, "Compte rendu et suites"),
)
WRITING, SHARES = 6, (12, 4, 30)
# What is looked at, why, and what was read (days ago, words).
INDICATORS = (
    (
        "Personnes qui prennent la parole à la séance",
        "Quand trois personnes parlent pour vingt, nous perdons les idées des autres.",
        ((95, "6 sur 14"), (60, "9 sur 13"), (25, "11 sur 15")),
    ),
    (
        "Réponses préparées à plusieurs",
        "C’est pour cela que nous sommes ensemble.",
        ((95, "1 ce trimestre"), (5, "3 ce trimestre, dont une gagnée")),
    ),
    ("Envie de continuer, de 0 à 10", "", ((60, "7, avec un 3 dont nous avons parlé"), (25, "8"))),
)


def load(stage: DemoStage) -> None:
    """Hours of some, shares that three chose to tell, and three things the group looks at."""
    stage.say("Des heures, des parts, des indicateurs…")
    space: Space = stage.things[SPACES]["demarches-participatives"]
    with scope.use(space):
        awake = Membership.objects.filter(state=states.MEMBER).select_related("person", "space").order_by("pk")
        members = list(awake[:WRITING])
    for rank, member in enumerate(members):
        _write_hours(member, rank)
    for member, shares in zip(members, SHARES, strict=False):
        memberships.tell_share(member=member, shares=shares, assemblies=[clock.today().year - 1])
    _look(members)


def _write_hours(member: Membership, rank: int) -> None:
    for days, nature, minutes, note in HOURS[rank % 2 :]:
        on = clock.today() - dt.timedelta(days=days + rank)
        spent = work_time.Spent(nature=nature, on=on, minutes=minutes + 15 * rank, note=note)
        work_time.write_time(member=member, spent=spent)


def _look(members: list[Membership]) -> None:
    now = clock.now()
    for rank, (name, why, readings) in enumerate(INDICATORS):
        by = members[rank]
        with clock.stopped(now - dt.timedelta(days=100)):
            indicator = steering.choose_indicator(by=by, name=name, why=why)
        for days, value in readings:
            with clock.stopped(now - dt.timedelta(days=days)):
                steering.read_indicator(by=by, indicator=indicator, value=value)
