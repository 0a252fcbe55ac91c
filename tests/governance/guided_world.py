"""Guided paths for tests: a group with enough people, proposals on the table."""

from dataclasses import dataclass
from typing import Any

from commun.core import scope
from commun.governance.actions import consent, decisions, processes
from commun.governance.models import Decision, Membership, Objection, Process, Role, Stance
from tests.support import world


@dataclass
class Circle:
    """Alice facilitates; Bob proposes; Dina and Élie answer; Chloé is outside."""

    group: world.Group
    dina: Membership
    elie: Membership

    @property
    def alice(self) -> Membership:
        return self.group.alice

    @property
    def bob(self) -> Membership:
        return self.group.bob

    @property
    def everybody(self) -> list[Membership]:
        return [self.alice, self.bob, self.dina, self.elie]


def make_circle(group: world.Group) -> Circle:
    dina = world.make_member(group.space, world.make_person("Dina Roux"))
    elie = world.make_member(group.space, world.make_person("Élie Blanc"))
    circle = Circle(group, dina, elie)
    for member in circle.everybody:
        # Their letters are read as the code has them, whatever the catalogues hold.
        member.person.language = "en"
        member.person.save(update_fields=["language"])
    return circle


def draft(title: str = "Un local commun", **fields: Any) -> decisions.Draft:
    return decisions.Draft(**({"title": title, "text": "Louer un bureau.", "concerned": "Tout le groupe"} | fields))


def a_decision(circle: Circle, **fields: Any) -> Decision:
    return decisions.voice(by=circle.bob, draft=draft(**fields))


def a_consent(circle: Circle, stage: str = "objections", **fields: Any) -> Process:
    """A consent opened by Bob, at ``stage``."""
    rules = fields.pop("rules", {})
    wish = processes.Wish(method="consent", decision=a_decision(circle, **fields), rules=rules)
    process = processes.open_process(by=circle.bob, wish=wish)
    if stage != "questions":
        consent.go_on(by=circle.bob, process=process, to=stage)
    return again(process)


def all_consent(process: Process, *members: Membership) -> None:
    for member in members:
        consent.answer(by=member, process=process, position="consents")


def again(process: Process) -> Process:
    rows = Process._base_manager.select_related("space", "decision", "role", "opened_by__person")
    return rows.get(pk=process.pk)


def decision_of(process: Process) -> Decision:
    assert process.decision_id is not None
    return Decision._base_manager.select_related("space").get(pk=process.decision_id)


def objection_again(objection: Objection) -> Objection:
    return Objection._base_manager.select_related("process__space", "membership__person").get(pk=objection.pk)


def stands(process: Process) -> dict[str, str]:
    """Position of each on the version on the table, by first name."""
    process = again(process)
    with scope.use(process.space_id):
        rows = Stance.objects.filter(process=process, version=process.version).select_related("membership__person")
        return {one.membership.name.split()[0]: str(one.position) for one in rows}


def a_role(circle: Circle, **fields: Any) -> Role:
    with scope.use(circle.group.space):
        return Role.objects.create(
            **{
                "space": circle.group.space,
                "name": "Facilitation",
                "purpose": "Que chacun ait la parole.",
                "expectations": ["Préparer la séance"],
                "family": "support",
                "minutes_per_month": 120,
                "term_months": 12,
                "created_at": circle.group.space.created_at,
                **fields,
            }
        )
