"""The demo's pool of facilitators: people of each group offer, and each group calls one of the other."""

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import DemoStage
from commun.governance import states
from commun.governance.actions import facilitation
from commun.governance.demo import SPACES
from commun.governance.models import Facilitator, Membership
from commun.governance.policies import roles_in_force
from commun.governance.queries.facilitation import meetings_to_come, pool
from commun.people.models import Person

GROUPS = {
    "demarches-participatives": (
        "Assemblées de vingt à cent personnes, décisions par consentement. Plutôt le vendredi.",
        "Je n’anime pas sans une autre personne quand un conflit est ouvert.",
        "Nous sommes sept, et notre bilan de l’année a déjà été reporté deux fois.",
    ),
    "bien-vu": (
        "Bilans d’année et séances de lancement, autour d’une table ou à distance.",
        "Pas plus de quinze personnes à distance.",
        "Nous sommes une vingtaine : qui vient tenir l’horloge et la parole, pour que tout le monde puisse débattre ?",
    ),
}


def load(stage: DemoStage) -> None:
    """One person of each group joins the pool; then each group calls the one that is not of its own."""
    stage.say("Le vivier de facilitateurs…")
    spaces = [stage.things[SPACES][slug] for slug in GROUPS]
    for space, other in zip(spaces, reversed(spaces), strict=True):
        words, limits = GROUPS[space.slug][:2]
        facilitation.join_pool(person=_only_of(space, other), words=words, limits=limits)
    for space in spaces:
        _call(space, pool(besides=space)[0], GROUPS[space.slug][2])


def _only_of(space: Space, other: Space) -> Person:
    """Whoever facilitates the group, unless they are in the other too; then its first other member."""
    with scope.use(other):
        elsewhere = set(Membership.objects.filter(state__in=states.INSIDE).values_list("person", flat=True))
    with scope.use(space):
        members = Membership.objects.filter(state=states.MEMBER).select_related("person").order_by("-role", "pk")
        return next(one.person for one in members if one.person_id not in elsewhere)


def _call(space: Space, facilitator: Facilitator, words: str) -> None:
    host = roles_in_force(space).first()
    meetings = meetings_to_come(host) if host is not None else []
    if host is not None and meetings:
        facilitation.call_facilitator(by=host, meeting=meetings[0], facilitator=facilitator, words=words)
