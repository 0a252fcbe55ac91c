"""Disagreements made through the doors."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import actions
from commun.governance.actions import case_words, disagreements, guests
from commun.governance.models import Case, CaseAsk, CaseOutcome, Membership, MembershipRules, Party, PartyLine
from tests.support.world import make_member, make_person, make_space


@dataclass
class Town:
    """The market: the town hall, the producers, the baskets; Ines could help; Zoe is in the group and no party."""

    space: Space
    mayor: Membership
    producer: Membership
    basket: Membership
    ines: Membership
    zoe: Membership

    @property
    def sides(self) -> list[Membership]:
        return [self.mayor, self.producer, self.basket]


def make_town() -> Town:
    space = make_space("Marché")
    names = ("Maire", "Productrice", "Panier", "Inès", "Zoé")
    people = [make_member(space, make_person(name)) for name in names]
    return Town(space, *people)


def opened(town: Town, count: int = 2, **fields: Any) -> Case:
    sides = [disagreements.Side([person]) for person in town.sides[:count]]
    return actions.open_case(by=town.mayor, object="Les produits locaux au marché", parties=sides, **fields)


def party(case: Case, member: Membership) -> Party:
    with scope.use(case.space_id):
        return Party.objects.select_related("case__space").get(case=case, persons__membership=member)


def words(**fields: Any) -> disagreements.PartyWords:
    start: dict[str, Any] = {"stakes": ["Un centre vivant"], "constraints": ["Un seul jour possible"]}
    return disagreements.PartyWords(**{**start, **fields})


def write(case: Case, member: Membership, **fields: Any) -> None:
    actions.write_words(by=member, party=party(case, member), words=words(**fields))


def understand(case: Case, *members: Membership) -> None:
    """Everybody restates everybody, everybody confirms."""
    for one in members:
        for other in members:
            if one.pk != other.pk:
                actions.restate(by=one, of=party(case, other), text="Si je comprends bien, un seul jour.")
                actions.answer_restatement(by=other, from_party=party(case, one), is_right=True)


def heard(town: Town, count: int = 2) -> Case:
    """A case where all spoke and were understood."""
    case = opened(town, count)
    for member in town.sides[:count]:
        write(case, member, efforts=["Venir plus tôt"])
    understand(case, *town.sides[:count])
    return case


def lines(case: Case, nature: str) -> list[PartyLine]:
    with scope.use(case.space_id):
        return list(PartyLine.objects.filter(party__case=case, nature=nature).order_by("pk"))


def outcome_draft(case: Case, **fields: Any) -> case_words.OutcomeDraft:
    start: dict[str, Any] = {
        "extent": "partly",
        "review_on": clock.today() + dt.timedelta(days=90),
        "agreed": "Un étal commun.",
        "open_part": "Le prix des places.",
        "met": {line.pk: "partly" for line in lines(case, "stake")},
        "thanks": {line.pk: "Merci d’être venus plus tôt." for line in lines(case, "effort")},
    }
    return case_words.OutcomeDraft(**{**start, **fields})


def concluded(town: Town) -> CaseOutcome:
    case = heard(town)
    outcome = actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case))
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    return outcome


def waiting(case: Case) -> CaseAsk:
    with scope.use(case.space_id):
        return CaseAsk.objects.select_related("case__space", "membership").get(case=case, state="waiting")


def helped(town: Town, case: Case) -> Case:
    """Ines is the third person, accepted by all."""
    actions.propose_handler(by=town.mayor, case=case, person=town.ines)
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    actions.answer_ask(by=town.ines, ask=waiting(case), is_yes=True)
    return again(case)


def end_step(case: Case, note: str, by: Membership, *others: Membership) -> None:
    """Asked by one side; every other one says yes."""
    actions.end_step(by=by, case=case, note=note)
    for other in others:
        actions.answer_ask(by=other, ask=waiting(case), is_yes=True)


def let_in(case: Case, by: Membership, guest: Membership) -> None:
    """The guest was invited into this disagreement, and came."""
    wish = guests.Guest("invitee@example.org", clock.today() + dt.timedelta(days=60))
    made = guests.invite_guest(by=by, thing=case, guest=wish)
    made.membership = guest
    made.save(update_fields=["membership"])


def write_rule(town: Town, **fields: Any) -> None:
    with scope.use(town.space):
        said = {"arbitration": "Un cercle de trois personnes tirées au sort.", **fields}
        MembershipRules.objects.update_or_create(space=town.space, defaults=said)


def again(case: Case) -> Case:
    return Case._base_manager.select_related("space", "handler").get(pk=case.pk)
