"""Common pot: lines by decision, spending held then signed by others; every refusal moves nothing (gov B1, R92)."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions as governance
from commun.governance.actions.mandates import declare_mandate
from commun.governance.actions.role_cards import Card, create_role
from commun.governance.effects import effects
from commun.governance.models import Role
from commun.value.actions import money, pot_data
from commun.value.actions import pot as lines
from commun.value.actions import pot_rounds as rounds
from commun.value.actions import spendings as actions
from commun.value.models import Spending, Transfer
from commun.value.policies.pot import Signing
from commun.value.queries import pot as queries
from commun.value.queries.invariants import offenders
from commun.value.queries.pot_news import things_to_do
from commun.value.queries.standings import all_standings, balance_of
from tests.support import world
from tests.support.queries import at_most
from tests.value.pot_world import Pot, adopted, again, ask, filled, line_of

pytestmark = [pytest.mark.django_db, pytest.mark.english]
DAY = dt.timedelta(days=1)


@pytest.fixture
def pot() -> Pot:
    return filled()


def book_lines(pot: Pot) -> int:
    with scope.use(pot.space):
        return Transfer.objects.count()


def refused(do: Callable[[], object]) -> str:
    """What is said no with, or nothing when it went through."""
    try:
        do()
    except Refused as refusal:
        return str(refusal.sentence)
    return ""


def test_a_line_is_opened_enlarged_and_closed_by_decision_and_the_rest_goes_back(pot: Pot) -> None:
    new = lines.NewLine("Communication", "Affiches et site.", 30_000, lines.Terms(threshold=10_000))
    decision = lines.propose_line(by=pot.bob, line=new)
    assert queries.in_the_pot(pot.space) == 100_000
    change = {"kind": lines.LINE, "op": "open", "title": "Communication", "rules": "Affiches et site."}
    effect = effects.get(lines.LINE)
    assert effect is not None
    said = effect.diff(pot.space, change | {"amount": 30_000, **lines.told(new.terms)})
    assert [(one.before, one.after) for one in said[:2]] == [("", "€300"), ("€1,000", "€700")]
    line = line_of(adopted(pot.alice, decision))
    assert (queries.in_the_pot(pot.space), queries.line_seen(line).left) == (70_000, 30_000)
    spent = ask(pot.bob, line, 4_000)
    actions.sign_spending(by=pot.alice, spending=spent)
    adopted(pot.alice, lines.propose_more(by=pot.bob, line=line, amount=5_000, until=clock.today() + 30 * DAY))
    line.refresh_from_db()
    assert (queries.line_seen(line).left, line.until) == (31_000, clock.today() + 30 * DAY)
    waiting = ask(pot.bob, line, 1_000)
    adopted(pot.alice, lines.propose_line_end(by=pot.bob, line=line))
    assert again(waiting).state == Spending.State.REFUSED
    assert (queries.in_the_pot(pot.space), balance_of(line.account)) == (96_000, 0)
    assert "closed already" in refused(lambda: lines.propose_line_end(by=pot.bob, line=line_of(decision)))
    made = effect.past(pot.space, {decision.pk: change})[decision.pk]
    assert [one.after for one in made[:2]] == ["€300", "Affiches et site."]
    assert made[3].after == "€100"
    assert offenders(pot.space) == []


def test_a_line_that_cannot_be_is_refused_and_moves_nothing(pot: Pot) -> None:
    def propose(**other: Any) -> Callable[[], object]:
        said = {"title": "Matériel", "rules": "Pour tous", "amount": 1_000, **other}
        terms = lines.Terms(**said.pop("terms", {}))
        return lambda: lines.propose_line(by=pot.bob, line=lines.NewLine(terms=terms, **said))

    foreign = create_role(by=world.make_group().alice, card=card())
    table = {
        "not enough": propose(amount=100_001),
        "above zero": propose(amount=0),
        "and that can be true": propose(amount=10**12),
        "Give the line a name": propose(title="  "),
        "by which rules": propose(rules=""),
        "too long": propose(rules="a" * 2_001),
        "Say who signs": propose(terms={"signers": "me"}),
        "one of the group": propose(terms={"signers": "role", "role": foreign}),
        "nothing or more": propose(terms={"threshold": -1}),
        "within five years": propose(terms={"until": dt.date(2099, 1, 1)}),
    }
    before = book_lines(pot)
    for sentence, do in table.items():
        assert sentence in refused(do), sentence
    assert book_lines(pot) == before
    # Decided at the same time, the second finds an empty pot: it is not adopted.
    first, second = (lines.propose_line(by=pot.bob, line=line_wish(80_000)) for _number in range(2))
    adopted(pot.alice, first)
    assert "The common pot holds €200" in refused(lambda: adopted(pot.alice, second))
    assert queries.in_the_pot(pot.space) == 20_000


def line_wish(amount: int) -> lines.NewLine:
    return lines.NewLine("Matériel", "Ce qui sert à tous.", amount, lines.Terms())


def card(**other: Any) -> Card:
    said: dict[str, Any] = {
        "name": "Trésorerie", "purpose": "Payer", "family": Role.Family.SUPPORT, "minutes_per_month": 60,
        "expectations": ["Payer à temps"],
    }  # fmt: skip
    return Card(**said | other)


def test_what_is_asked_is_held_then_signed_once_or_twice_and_posted(pot: Pot) -> None:
    line = pot.line()
    small = ask(pot.bob, line, 10_000)
    assert (small.needed, queries.line_seen(line).held, balance_of(line.account)) == (1, 10_000, 30_000)
    actions.sign_spending(by=pot.dina, spending=small)
    assert (again(small).state, balance_of(line.account)) == ("spent", 20_000)
    back = ask(pot.bob, line, 12_050, payee="", reimburses=pot.emile)
    assert back.needed == 2
    actions.sign_spending(by=pot.dina, spending=back)
    assert (again(back).state, balance_of(line.account)) == ("waiting", 20_000)
    actions.sign_spending(by=pot.alice, spending=back)
    emiles = money.of_person(money.book_of(pot.space), pot.emile)
    assert (again(back).state, balance_of(line.account), balance_of(emiles)) == ("spent", 7_950, 12_050)
    seen = queries.line_seen(line)
    assert (seen.spent, seen.held, seen.left, seen.whole) == (22_050, 0, 7_950, 30_000)
    dropped = ask(pot.bob, line, 7_950)
    actions.withdraw_spending(by=pot.bob, spending=dropped)
    denied = ask(pot.bob, line, 7_950)
    actions.refuse_spending(by=pot.dina, spending=denied, why="Déjà au local")
    assert (again(denied).answer, queries.line_seen(line).left) == ("Déjà au local", 7_950)
    assert offenders(pot.space) == []


def test_every_refusal_of_b1_moves_nothing(pot: Pot) -> None:
    line, other_group = pot.line(), filled()
    ended = pot.line(10_000, until=clock.today())
    closed = pot.line(10_000)
    late = ask(pot.bob, closed, 100)
    adopted(pot.alice, lines.propose_line_end(by=pot.bob, line=closed))
    mine, back = ask(pot.bob, line, 12_000), ask(pot.bob, line, 5_000, payee="", reimburses=pot.emile)
    actions.sign_spending(by=pot.dina, spending=mine)
    done = actions.sign_spending(by=pot.dina, spending=ask(pot.bob, line, 100, token="t1"))
    keeper = pot.line(10_000, signers="accounts")
    kept = ask(pot.bob, keeper, 100)
    gone = world.make_member(pot.space, world.make_person("Gaël"))
    governance.leave(member=gone)
    gone.refresh_from_db()
    resting = world.make_member(pot.space, world.make_person("Rose"), "dormant")
    sign, refuse, tomorrow = actions.sign_spending, actions.refuse_spending, clock.now() + DAY
    with clock.stopped(tomorrow):
        expired = refused(lambda: ask(pot.bob, ended, 100, on=clock.today()))
    table: list[tuple[str, str, Callable[[], object]]] = [
        ("asker signs own", "somebody else does", lambda: sign(by=pot.bob, spending=mine)),
        ("asker refuses own", "somebody else does", lambda: refuse(by=pot.bob, spending=mine, why="x")),
        ("who is reimbursed signs", "pays them back", lambda: sign(by=pot.emile, spending=back)),
        ("same person twice", "second signature is somebody else", lambda: sign(by=pot.dina, spending=mine)),
        ("not among the signers", "chose who signs", lambda: sign(by=pot.dina, spending=kept)),
        ("settled already", "settled already", lambda: sign(by=pot.alice, spending=done)),
        ("after the line was closed", "settled already", lambda: sign(by=pot.alice, spending=late)),
        ("ask on a closed line", "line is closed", lambda: ask(pot.bob, closed, 100)),
        ("another group", "at rest", lambda: sign(by=other_group.alice, spending=mine)),
        ("ask in another group", "at rest", lambda: ask(other_group.bob, line, 100)),
        ("who left", "at rest", lambda: sign(by=gone, spending=mine)),
        ("who rests", "at rest", lambda: sign(by=resting, spending=mine)),
        ("who left asks", "at rest", lambda: ask(gone, line, 100)),
        ("reimburse who left", "Only a member", lambda: ask(pot.bob, line, 100, payee="", reimburses=gone)),
        ("reimburse elsewhere", "Only a member",
         lambda: ask(pot.bob, line, 100, payee="", reimburses=other_group.bob)),
        ("over what is left", "There is €129 left", lambda: ask(pot.bob, line, 12_901)),
        ("negative", "above zero", lambda: ask(pot.bob, line, -1)),
        ("nothing", "above zero", lambda: ask(pot.bob, line, 0)),
        ("huge", "that can be true", lambda: ask(pot.bob, line, 10**12)),
        ("in 2099", "Choose a day", lambda: ask(pot.bob, line, 1, on=dt.date(2099, 1, 1))),
        ("before the line", "Choose a day", lambda: ask(pot.bob, line, 1, on=clock.today() - DAY)),
        ("no words", "what it is for", lambda: ask(pot.bob, line, 1, words=" ")),
        ("nobody paid", "who is paid", lambda: ask(pot.bob, line, 1, payee="")),
        ("two paid", "who is paid", lambda: ask(pot.bob, line, 1, reimburses=pot.bob)),
        ("replayed with another amount", "sent twice", lambda: ask(pot.bob, line, 101, token="t1")),
        ("replayed by another", "sent twice", lambda: ask(pot.dina, line, 100, token="t1")),
        ("withdrawn by another", "Only who asked", lambda: actions.withdraw_spending(by=pot.dina, spending=mine)),
        ("refused without a word", "Say why", lambda: refuse(by=pot.dina, spending=back, why=" ")),
    ]  # fmt: skip
    before, standings = book_lines(pot), all_standings(line.account.book)
    for name, sentence, do in table:
        assert sentence in refused(do), name
    assert "last day of this line is past" in expired
    # The same form twice is one request; a second signature that lacks leaves the money held.
    assert ask(pot.bob, line, 100, token="t1").pk == done.pk
    assert (book_lines(pot), all_standings(line.account.book)) == (before, standings)
    assert again(mine).state == "waiting"
    assert offenders(pot.space) == []


def test_who_holds_the_role_signs_alone_up_to_the_threshold_by_a_mandate_in_force(pot: Pot) -> None:
    role = create_role(by=pot.alice, card=card(name="Référente matériel", filling=Role.Filling.SELF))
    line = pot.line(60_000, signers="role", role=role)
    assert "chose who signs" in refused(lambda: actions.sign_spending(by=pot.dina, spending=ask(pot.bob, line, 10_000)))
    mandate = declare_mandate(by=pot.dina, role=role)
    actions.sign_spending(by=pot.dina, spending=ask(pot.bob, line, 10_000))
    above = ask(pot.bob, line, 10_001)
    actions.sign_spending(by=pot.dina, spending=above)
    assert again(above).state == "waiting"
    assert [one.pk for one in Signing(pot.space).of(line, [pot.dina.pk])] == [pot.alice.pk]
    # Nobody else could give a second signature to what who keeps the accounts asks.
    assert "Too few others" in refused(lambda: ask(pot.alice, line, 10_001))
    with scope.use(pot.space):
        mandate.state = "ended"
        mandate.save(update_fields=["state"])
    assert "chose who signs" in refused(lambda: actions.sign_spending(by=pot.dina, spending=ask(pot.bob, line, 1)))


def test_the_reason_of_a_discreet_request_is_for_signers_and_who_asked(pot: Pot) -> None:
    line = pot.line(signers="accounts", is_discreet=True)
    row = ask(pot.bob, line, 5_000, words="Loyer de novembre", payee="", reimburses=pot.bob)
    signing = Signing(pot.space)
    seen = {one.pk: queries.with_signatures(one, row, signing).words for one in (pot.alice, pot.bob, pot.dina)}
    assert seen == {pot.alice.pk: "Loyer de novembre", pot.bob.pk: "Loyer de novembre", pot.dina.pk: ""}
    assert "Loyer" not in str([(fact.data, fact.name) for fact in Fact._base_manager.all()])
    assert not OutgoingMail.objects.filter(text__contains="Loyer").exists()
    assert "Loyer" in str(pot_data.export(pot.bob.person))
    pot_data.erase(pot.bob.person)
    assert again(row).words == ""


@pytest.mark.usefixtures("told_ten_times")
def test_those_who_may_sign_are_told_and_who_asked_hears_the_end(pot: Pot) -> None:
    OutgoingMail.objects.all().delete()
    line = pot.line(signers="accounts", threshold=None)
    row = ask(pot.bob, line, 5_000)
    assert [item.key for item in things_to_do(pot.alice.person)] == [f"value.spending:{row.ref}"]
    assert [list(things_to_do(one.person)) for one in (pot.bob, pot.dina)] == [[], []]
    actions.sign_spending(by=pot.alice, spending=row)
    assert list(things_to_do(pot.alice.person)) == []
    told = [(mail.to, mail.subject) for mail in OutgoingMail.objects.filter(key__startswith="value.").order_by("pk")]
    assert told == [
        (pot.alice.person.email, "To sign: €50, “Matériel”"),
        (pot.bob.person.email, "Signed: €50, “Matériel”"),
    ]


def test_what_there_is_to_sign_costs_the_same_for_one_and_for_twenty(pot: Pot) -> None:
    line = pot.line()
    for count in (1, 19):
        for _number in range(count):
            ask(pot.bob, line, 10)
        with at_most(5):
            assert list(things_to_do(pot.dina.person))


def test_the_example_of_the_guide_is_right_to_the_cent() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "pot-commun.md").read_text()
    rows = re.findall(r"\| ([0-9]+),([0-9]{2}) € \| ([0-9]+),([0-9]{2}) € \| ([0-9]+),([0-9]{2}) € \|", text)
    told = [tuple(int(row[place] + row[place + 1]) for place in (0, 2, 4)) for row in rows]
    pot = filled(57_678)
    line = pot.line()
    found = [queries.line_seen(line)]

    def note(do: Callable[[], Any]) -> Any:
        made = do()
        found.append(queries.line_seen(line))
        return made

    leaflets = note(lambda: ask(pot.emile, line, 8_640, payee="", reimburses=pot.emile))
    note(lambda: actions.sign_spending(by=pot.alice, spending=leaflets))
    printer = note(lambda: ask(pot.bob, line, 12_050))
    note(lambda: actions.sign_spending(by=pot.dina, spending=printer))
    assert "There is €93.10 left" in note(lambda: refused(lambda: ask(pot.emile, line, 9_311)))
    note(lambda: actions.sign_spending(by=pot.emile, spending=printer))
    note(lambda: adopted(pot.alice, lines.propose_line_end(by=pot.bob, line=line)))
    assert [(one.left, one.held, one.spent) for one in found] == told
    assert queries.in_the_pot(pot.space) == 36_988


def test_what_waits_for_who_leaves_is_let_go(pot: Pot) -> None:
    line = pot.line()
    asked, back = ask(pot.emile, line, 100), ask(pot.bob, line, 200, reimburses=pot.emile, payee="")
    kept = ask(pot.bob, line, 400)
    governance.leave(member=pot.emile)
    assert [again(row).state for row in (asked, back, kept)] == ["refused", "refused", "waiting"]
    assert queries.line_seen(line).held == 400
    with pytest.raises(Refused, match="settled already"):
        actions.sign_spending(by=pot.alice, spending=back)
    assert offenders(pot.space) == []


def test_why_a_discreet_request_is_refused_is_in_no_mail(pot: Pot) -> None:
    with pytest.raises(Refused, match="everybody would read"):
        pot.line(is_discreet=True)
    for name, is_told in (("discreet", False), ("open", True)):
        row = ask(pot.bob, pot.line(is_discreet=not is_told, signers="accounts"), 100)
        actions.refuse_spending(by=pot.alice, spending=row, why=f"La maladie {name} ne convient pas")
        mails = " ".join(OutgoingMail.objects.order_by("-pk").values_list("text", flat=True)[:1])
        assert (f"maladie {name}" in mails) == is_told


def test_a_round_shares_no_more_than_the_pot_holds(pot: Pot) -> None:
    with pytest.raises(Refused, match="pot"):
        rounds.propose_round(by=pot.bob, wish=rounds.Round("Année", 100_001, lines.Terms()))
