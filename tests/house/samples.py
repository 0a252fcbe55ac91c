"""One thing of each kind for the policy matrix: by the name of the argument in the address.

A page whose address has a new argument, `<slug:decision>` say, adds a line: a function of the group's space and of one
of its members that makes the thing and returns the value for the address.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from commun.core import clock, journal, scope
from commun.core.models import Space
from commun.governance.actions.agenda import Point, add_point
from commun.governance.actions.calendar_feeds import open_feed
from commun.governance.actions.case_path import ask_to_skip
from commun.governance.actions.charter import Proposal, propose_charter_change
from commun.governance.actions.consent import object_to
from commun.governance.actions.decisions import Draft, adopt, propose, voice
from commun.governance.actions.disagreements import PartyWords, Side, open_case, parties_of, write_words
from commun.governance.actions.duties import assign_duty
from commun.governance.actions.facilitation import call_facilitator, join_pool
from commun.governance.actions.follow_up import add_action
from commun.governance.actions.guests import Guest, invite_guest
from commun.governance.actions.guided import remark
from commun.governance.actions.mandates import declare_mandate
from commun.governance.actions.meeting_series import SeriesPlan, create_series
from commun.governance.actions.meetings import MeetingPlan, open_meeting, plan_meeting
from commun.governance.actions.minutes import write_line
from commun.governance.actions.moderation import hide_words
from commun.governance.actions.process_templates import Template, save_template
from commun.governance.actions.processes import Wish, open_process, set_stage
from commun.governance.actions.role_cards import Card, create_role
from commun.governance.actions.role_notes import note_friction
from commun.governance.actions.steering import choose_indicator
from commun.governance.actions.welcomes import name_welcomer
from commun.governance.actions.work_time import Spent, write_time
from commun.governance.models import (
    Case,
    CaseAsk,
    Facilitator,
    GroupText,
    Meeting,
    Membership,
    MinuteLine,
    Process,
    Removal,
    SteeringIndicator,
)
from commun.people.models import LegalEntity, Person
from commun.value.actions import money
from commun.value.actions.closing import Paid, pay_out
from commun.value.actions.contributions import Bringing, write_contribution
from commun.value.actions.invoice_drafts import DraftSheet, write_draft
from commun.value.actions.keys import propose_key, write_key
from commun.value.actions.kinds import propose_starters
from commun.value.actions.pot import NewLine, propose_line
from commun.value.actions.pot import Terms as LineTerms
from commun.value.actions.pot_rounds import Round, propose_round
from commun.value.actions.receipts import Received, write_receipt
from commun.value.actions.sharings import prepared_for, share_out
from commun.value.actions.spendings import Asked, ask_spending
from commun.value.actions.transfers import Wish as Movement
from commun.value.actions.transfers import write_lines
from commun.value.actions.works import WorkSheet, start_work
from commun.value.models import (
    Account,
    BudgetLine,
    ContributionKind,
    JointWork,
    KeyVersion,
    Receipt,
    SharingKey,
    Transfer,
    WorkPart,
)
from tests.governance.vote_world import closed, opened
from tests.house import samples_bids, samples_exchange, samples_papers, samples_projects, samples_writing
from tests.house.samples_credit import credit_line, credit_request
from tests.support.world import make_group, make_member, make_person


def _decision(_space: Space, member: Membership) -> str:
    return voice(by=member, draft=Draft(title="Louer un local", text="À deux pas.", concerned="Le groupe")).ref


def _action(_space: Space, member: Membership) -> str:
    return add_action(by=member, title="Visiter le local").ref


def _process(space: Space, member: Membership) -> str:
    process = Process(
        space=space,
        title="Louer un local ?",
        method="proposal",
        state="draft",
        opened_by=member,
        created_at=clock.now(),
        closes_at=clock.now() + dt.timedelta(days=7),
    )
    process.save()
    return process.ref


def _text(space: Space, member: Membership) -> GroupText:
    said = {"title": "Ici, on se parle", "body": "Tout se dit.", "scope": "", "gates": [], "review_on": None}
    change = {"kind": "charter.text", "text_kind": "charter", "title": "Charte", "bindingness": "engage"}
    proposal = Proposal(title="Adopter une charte", why="", change={**change, "articles": [said]})
    adopt(decision=propose_charter_change(by=member, proposal=proposal), actor=journal.Person(member.person_id))
    with scope.use(space):
        return GroupText.objects.get()


def _text_once(space: Space, member: Membership) -> GroupText:
    with scope.use(space):
        found = GroupText.objects.first()
    return found or _text(space, member)


def _article(space: Space, member: Membership) -> str:
    with scope.use(space):
        return _text_once(space, member).articles.order_by("pk")[0].ref


def _case(space: Space, member: Membership) -> Case:
    """A disagreement of the member with somebody else, once for all its pages."""
    with scope.use(space):
        found = Case.objects.first()
        if found is not None:
            return found
        other = Membership.objects.filter(state="member").exclude(pk=member.pk).first()
    if other is None:
        person = Person.objects.create(
            name="Autre", sort_key="autre", email=f"{space.pk}@x.test", joined_at=clock.now()
        )
        other = Membership(space=space, person=person, state="member", since=clock.today())
        other.save()
    case = open_case(by=member, object="Le local", parties=[Side([member]), Side([other])])
    for party in parties_of(case):
        who = member if party.position == 1 else other
        write_words(by=who, party=party, words=PartyWords(stakes=["Être bien"], constraints=["Le loyer"]))
    return case


def _applicant(space: Space) -> str:
    number = Person.objects.count()
    name = f"Demande {number}"
    person = Person.objects.create(name=name, sort_key=name, email=f"a{number}@x.test", joined_at=clock.now())
    Membership(space=space, person=person, state="applicant", since=clock.today()).save()
    return person.ref


def _other_party(space: Space, member: Membership) -> int:
    return parties_of(_case(space, member))[1].pk


def _removal(space: Space, member: Membership) -> str:
    """The member is asked to go: they read it and answer."""
    case = _case(space, member)
    with scope.use(space):
        other = Membership.objects.filter(state="member").exclude(pk=member.pk).order_by("pk")[0]
        said = {"reason": "Assez.", "asked_at": clock.now(), "asked_by": other, "heard_until": clock.today()}
        rules = {"percent": 75, "days": 90, "hearing_days": 14}
        row, _is_new = Removal.objects.get_or_create(
            space=space, case=case, membership=member, defaults={**said, "rules": rules}
        )
    return row.ref


def _ask(space: Space, member: Membership) -> int:
    case = _case(space, member)
    with scope.use(space):
        found = CaseAsk.objects.filter(case=case).first()
    return (found or ask_to_skip(by=member, case=case)).pk


def _role(_space: Space, member: Membership) -> str:
    return create_role(by=member, card=_card("Accueil")).ref


def _mandate(_space: Space, member: Membership) -> str:
    return declare_mandate(by=member, role=create_role(by=member, card=_card("Café"))).ref


def _card(name: str) -> Card:
    return Card(name, "Que l’on soit bien.", "support", 60, expectations=["Être là"], filling="self")


def _friction(_space: Space, member: Membership) -> str:
    return note_friction(by=member, roles=[create_role(by=member, card=_card("Ménage"))], text="Qui le fait ?").ref


def _meeting(_space: Space, member: Membership) -> Meeting:
    plan = MeetingPlan(title="Séance", day=clock.today() + dt.timedelta(days=1), at=dt.time(10), minutes=60)
    return plan_meeting(by=member, plan=plan)


def _series(_space: Space, member: Membership) -> str:
    plan = SeriesPlan(
        title="Séance", rule="FREQ=YEARLY", starts_on=clock.today(), starts_at=dt.time(10), minutes=60, kind="convivial"
    )
    return create_series(by=member, plan=plan).ref


def _point(space: Space, member: Membership) -> str:
    return add_point(by=member, meeting=_meeting(space, member), point=Point("Le local")).ref


def _duty(space: Space, member: Membership) -> str:
    return assign_duty(by=member, meeting=_meeting(space, member), task="scribe", to=member).ref


def _line(space: Space, member: Membership) -> int:
    plan = MeetingPlan(title="Séance d’aujourd’hui", day=clock.today(), at=dt.time(13), minutes=60)
    meeting = open_meeting(by=member, meeting=plan_meeting(by=member, plan=plan))
    return write_line(by=member, meeting=meeting, text="On a dit oui").pk


def _feed(_space: Space, member: Membership) -> str:
    return open_feed(person=member.person).ref


def _objection(_space: Space, member: Membership) -> int:
    process = _consent(member)
    set_stage(by=member, process=process, stage="objections")
    return object_to(by=member, process=process, reason="Trop cher.").pk


def _consent(member: Membership) -> Process:
    draft = Draft(title="Louer un local", text="À deux pas.", concerned="Le groupe")
    return open_process(by=member, wish=Wish(method="consent", decision=voice(by=member, draft=draft)))


def _announced(_space: Space, member: Membership) -> str:
    draft = Draft(title="Louer un local", text="À deux pas.", concerned="Le groupe")
    closes_at = clock.now() + dt.timedelta(days=7)
    wish = Wish(method="authorisation", decision=voice(by=member, draft=draft), closes_at=closes_at)
    return open_process(by=member, wish=wish).ref


def _advice(_space: Space, member: Membership) -> str:
    draft = Draft(title="Louer un local", text="À deux pas.", concerned="Le groupe")
    wish = Wish(method="advice", decision=voice(by=member, draft=draft), rules={"decider": member.pk})
    return open_process(by=member, wish=wish).ref


def _election(_space: Space, member: Membership) -> str:
    role = create_role(by=member, card=_card("Jardin"))
    return open_process(by=member, wish=Wish(method="election", role=role)).ref


def _template(_space: Space, member: Membership) -> str:
    return save_template(by=member, content=Template(name="Le nôtre", method="consent")).ref


def _poll(_space: Space, member: Membership) -> str:
    return opened(member, "approval", {"absent_per_holder": 1}).ref


def _counted(_space: Space, member: Membership) -> str:
    return closed(opened(member, "ranked")).ref


def _guest_pass(_space: Space, member: Membership) -> str:
    decision = voice(by=member, draft=Draft(title="Louer un local", text="À deux pas.", concerned="Le groupe"))
    wanted = Guest(f"invitee{decision.pk}@exemple.test", clock.today() + dt.timedelta(days=9))
    return invite_guest(by=member, thing=decision, guest=wanted).ref


def _facilitator(person: Person) -> Facilitator:
    return join_pool(person=person, words="Des séances courtes.", limits="")


def _anybody_of_the_pool(_space: Space, _member: Membership) -> str:
    """The same person for every group: the pool is nobody's own."""
    name = "Personne du vivier"
    return _facilitator(Person.objects.filter(name=name).first() or make_person(name)).ref


def _call(space: Space, member: Membership) -> str:
    meeting, one = _meeting(space, member), _facilitator(make_person())
    return call_facilitator(by=member, meeting=meeting, facilitator=one, words="Venez !").ref


def _call_to(_space: Space, member: Membership) -> str:
    """Made by another group: one calls nobody of one's own."""
    host = make_group().alice
    with scope.use(host.space):
        meeting = _meeting(host.space, host)
    return call_facilitator(by=host, meeting=meeting, facilitator=_facilitator(member.person), words="Venez !").ref


def _welcome(space: Space, member: Membership) -> int:
    ref = _applicant(space)
    with scope.use(space):
        newcomer = Membership.objects.select_related("person", "space").get(person__ref=ref)
    return name_welcomer(by=member, newcomer=newcomer, welcomer=member).pk


def _line_of_another(space: Space, member: Membership) -> int:
    """A line that somebody else wrote."""
    with scope.use(space):
        row = MinuteLine.objects.get(pk=_line(space, member))
        name = f"Scribe {row.pk}"
        person = Person.objects.create(name=name, sort_key=name, email=f"s{row.pk}@x.test", joined_at=clock.now())
        row.author = Membership.objects.create(space=space, person=person, state="member", since=clock.today())
        row.save()
    return row.pk


def _hidden(space: Space, member: Membership) -> int:
    target = _line_of_another(space, member)
    return hide_words(by=member, kind="line", target=target, reason="Un nom de trop.").pk


def _indicator(space: Space, member: Membership) -> int:
    with scope.use(space):
        found = SteeringIndicator.objects.first()
    return (found or choose_indicator(by=member, name="Les nouveaux parlent")).pk


def _time(_space: Space, member: Membership) -> int:
    return write_time(member=member, spent=Spent("coop", clock.today(), 30)).pk


def _key(space: Space, member: Membership) -> str:
    with scope.use(space):
        found = SharingKey.objects.first()
    steps = [{"kind": "equal", "rate": 10_000}]
    return (found or write_key(by=member, name="À parts égales", steps=steps).key).ref


def _work(_space: Space, member: Membership) -> str:
    sheet = WorkSheet(title="Concertation", started_on=clock.today())
    return start_work(by=member, sheet=sheet, roles=["coordination"]).ref


def _work_part(space: Space, member: Membership) -> int:
    ref = _work(space, member)
    with scope.use(space):
        return WorkPart.objects.get(work__ref=ref).pk


def _receipt(space: Space, member: Membership) -> str:
    with scope.use(space):
        work = JointWork.objects.select_related("space").get(ref=_work(space, member))
    return write_receipt(by=member, work=work, received=Received(on=clock.today(), amount=10_000)).ref


def _money_account(space: Space, member: Membership) -> int:
    _receipt(space, member)
    with scope.use(space):
        return Account.objects.get(code="outside").pk


def _payment(space: Space, member: Membership) -> Transfer:
    """One that was written on the account of somebody else; the same each time."""
    with scope.use(space):
        known = Transfer.objects.filter(reason__startswith="payment:").first()
        if known is not None:
            return known
        rows = Account.objects.select_related("book__space", "membership")
        account = rows.get(pk=_account_of_another(space, member))
    write_lines(book=account.book, wishes=[Movement(money.outside(account.book), account, 100, "decision:d1")])
    return pay_out(by=member, account=account, paid=Paid(100, clock.today()))


def _account_of_another(space: Space, member: Membership) -> int:
    _receipt(space, member)
    other = make_member(space, make_person("Qui est payé"))
    return money.of_person(money.book_of(space), other).pk


def _distribution(space: Space, member: Membership) -> str:
    with scope.use(space):
        work = Receipt.objects.select_related("work__space").get(ref=_receipt(space, member)).work
        version = KeyVersion.objects.select_related("key", "space").get(key__ref=_key(space, member), number=1)
    adopt(decision=propose_key(by=member, version=version), actor=journal.Person(member.person_id))
    return share_out(by=member, work=work, seen=prepared_for(work).fingerprint).ref


def _draft(space: Space, member: Membership) -> str:
    with scope.use(space):
        work = JointWork.objects.select_related("space").get(ref=_work(space, member))
    return write_draft(by=member, work=work, sheet=DraftSheet(label="Acompte", amount=10_000, on=clock.today())).ref


def _siren(_space: Space, _member: Membership) -> str:
    return LegalEntity.objects.get_or_create(siren="732829320", defaults={"name": "Les Grands Chemins"})[0].siren


def _contribution(space: Space, member: Membership) -> str:
    with scope.use(space):
        kind = ContributionKind.objects.filter(nature="work").first()
    if kind is None:
        adopt(decision=propose(by=member, decision=propose_starters(by=member)), actor=journal.Person(member.person_id))
        return _contribution(space, member)
    return write_contribution(by=member, bringing=Bringing(kind, 100, clock.today())).ref


def _budget_line(space: Space, member: Membership) -> str:
    with scope.use(space):
        found = BudgetLine.objects.first()
    if found is not None:
        return found.ref
    book = money.book_of(space)
    write_lines(book=book, wishes=[Movement(money.outside(book), money.pot(book), 100_000, "decision:sample")])
    line = NewLine("Matériel", "Pour tous.", 50_000, LineTerms(signers="anybody"))
    decision = adopt(decision=propose_line(by=member, line=line), actor=journal.Person(member.person_id))
    with scope.use(space):
        return BudgetLine.objects.get(decision=decision).ref


def _spending_of_another(space: Space, member: Membership) -> str:
    with scope.use(space):
        line = BudgetLine.objects.select_related("space", "account__book__space").get(ref=_budget_line(space, member))
    other = make_member(space, make_person("Qui demande"))
    asked = Asked(1_000, clock.today(), "Papier", payee="Bureau Plus")
    return ask_spending(by=other, line=line, asked=asked).ref


def _round_held(_space: Space, member: Membership) -> str:
    return propose_round(by=member, wish=Round("Que financer ?", 1_000, LineTerms())).ref


SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {
    **samples_bids.SAMPLES,
    **samples_papers.SAMPLES,
    **samples_projects.SAMPLES,
    **(samples_writing.SAMPLES | samples_exchange.SAMPLES),
    "action": _action,
    "decision": _decision,
    "process": _process,
    "newcomer": lambda space, _member: _applicant(space),
    "welcome": _welcome,
    "applicant": lambda space, _member: _applicant(space),
    "text": lambda space, member: _text_once(space, member).ref,
    "article": _article,
    "disagreement": lambda space, member: _case(space, member).ref,
    "party": _other_party,
    "ask": _ask,
    "removal": _removal,
    "time": _time,
    "indicator": _indicator,
    "legal_form": lambda _space, _member: "scop",
    "role": _role,
    "mandate": _mandate,
    "friction": _friction,
    "meeting": lambda space, member: _meeting(space, member).ref,
    "series": _series,
    "item": _point,
    "duty": _duty,
    "line": _line,
    "feed": _feed,
    "consent": lambda _space, member: _consent(member).ref,
    "guided": lambda _space, member: _consent(member).ref,
    "announced": _announced,
    "advice": _advice,
    "election": _election,
    "objection": _objection,
    "remark": lambda _space, member: remark(by=member, process=_consent(member), nature="question", text="Où ?").pk,
    "guest_pass": _guest_pass,
    "facilitator": _anybody_of_the_pool,
    "call": _call,
    "hidden": _hidden,
    "template": _template,
    "work": _work,
    "receipt": _receipt,
    "distribution": _distribution,
    "account": _money_account,
    "draft": _draft,
    "siren": _siren,
    "key": _key,
    "key_version": lambda _space, _member: 1,
    "contribution": _contribution,
    "credit_request": credit_request,
    "budget_line": _budget_line,
    "spending": _spending_of_another,
    "round_held": _round_held,
    "part": lambda _space, _member: "now",
    "number": lambda _space, _member: 1,
    "method": lambda _space, _member: "proposal",
}
# Where a page needs another thing than the one its argument names: by the page and the argument.
SAMPLES_OF_PAGE: dict[tuple[str, str], Callable[[Space, Membership], Any]] = samples_bids.SAMPLES_OF_PAGE | {
    **(samples_papers.SAMPLES_OF_PAGE | samples_exchange.SAMPLES_OF_PAGE),
    ("value:work-roles", "part"): _work_part,
    ("value:give-credit-back", "line"): credit_line,
    ("governance:hide-words", "kind"): lambda _space, _member: "line",
    ("governance:hide-words", "number"): _line_of_another,
    ("governance:cast-for-absent", "process"): _poll,
    ("governance:close-process", "process"): _poll,
    ("value:pay-out", "account"): _account_of_another,
    ("value:take-back-payment", "account"): lambda space, member: _payment(space, member).debit_id,
    ("value:take-back-payment", "line"): lambda space, member: _payment(space, member).number,
    ("value:note-internal-invoice", "member"): lambda _space, member: member.pk,
    ("governance:change-options", "process"): _poll,
    ("governance:ballot-json", "process"): _counted,
    ("answer-facilitator-call", "call"): _call_to,
    ("governance:ballot-file", "process"): _counted,
}
