"""Mutual credit in a group: opened by decision, limits that hold, nothing asked moves before a yes (V11, V13)."""

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, transaction

from commun.core import clock, scope
from commun.core.registries import personal_data
from commun.governance import actions as governance
from commun.governance.effects import effects
from commun.governance.models import Membership
from commun.value import actions
from commun.value.actions import closing
from commun.value.actions.credit import Gift
from commun.value.actions.credit_departures import held_by
from commun.value.actions.credit_limits import Terms
from commun.value.models import Account, Book, CreditLimit, CreditRequest, Transfer, TransferWords
from commun.value.queries.credit_pages import overview, things_to_do
from commun.value.queries.invariants import offenders
from commun.value.queries.standings import all_standings
from tests.support.world import Group, make_group
from tests.value.credit_world import HOUR, TEN_HOURS, account, adopt, book_in, give, hours, open_for, plain, says, third

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def book(group: Group) -> Book:
    return open_for(group.alice)


def stands(group: Group) -> dict[str, int]:
    found = {code: each.balance for code, each in all_standings(book_in(group.space)).items()}
    assert sum(found.values()) == 0
    return found


def again(line: Transfer) -> Transfer:
    rows = Transfer._base_manager.select_related("book__space", "debit__membership", "credit")
    return rows.get(pk=line.pk)


def refused(group: Group, said: str, act: Callable[[], object]) -> None:
    """It says so, and nothing moved."""
    before, count = stands(group), book_in(group.space).count
    with says(said), transaction.atomic():
        act()
    assert (stands(group), book_in(group.space).count) == (before, count), said


def test_only_a_decision_opens_the_book_and_says_its_limits(group: Group) -> None:
    propose = actions.propose_credit
    for terms, unit, said in (
        (TEN_HOURS, "EUR", "never in euros"),
        (Terms(0, 60, 100), "MIN", "both limits"),
        (Terms(-5, 60, 100), "MIN", "mandatory"),
        (Terms(60, 10**7, 100), "MIN", "too far"),
        (Terms(60, 60, None), "MIN", "Say in euros"),
        (Terms(60, 60, 10**9), "MIN", "Say in euros"),
    ):
        with says(said):
            propose(by=group.alice, unit=unit, terms=terms)
    with says("opens one by decision"):
        give(group.alice, group.bob, 1)
    decision = propose(by=group.alice, unit="MIN", terms=TEN_HOURS)
    with scope.use(group.space):
        assert not Book.objects.filter(purpose="credit").exists()
    adopt(group.alice, decision)
    book = book_in(group.space)
    assert (book.unit, book.count) == ("MIN", 0)
    with says("already"):
        propose(by=group.alice, unit="MIN", terms=TEN_HOURS)
    assert offenders(group.space) == []


def test_help_received_is_sent_once_and_the_sum_stays_nothing(book: Book, group: Group) -> None:
    give(group.alice, group.bob, 2, words="Relecture du mémoire", token="a")
    give(group.alice, group.bob, 2, words="Relecture du mémoire", token="a")
    assert (hours(group.alice), hours(group.bob)) == (-2, 2)
    refused(group, "sent twice", lambda: give(group.alice, group.bob, 3, token="a"))
    assert offenders(group.space) == []
    with scope.use(group.space):
        assert TransferWords.objects.get().text == "Relecture du mémoire"
    (data,) = [one for one in personal_data if one.title == "Books and mutual credit"]
    assert "Relecture" in str(data.export(group.alice.person))
    data.erase(group.alice.person)
    assert "Relecture" not in str(data.export(group.alice.person))
    assert offenders(group.space) == []


def test_what_cannot_be_is_refused_with_a_sentence(book: Book, group: Group) -> None:
    other = make_group()
    gone = third(group)
    kind = third(group, "Emma Blanc")
    given = give(gone, kind, 1)
    governance.leave(member=gone)
    gone.refresh_from_db()
    give(group.alice, group.bob, 9)
    for said, act in (
        ("limit is −10 h: 1 h at most can be given", lambda: give(group.alice, group.bob, 1.5)),
        ("this is yourself|This is yourself", lambda: give(group.alice, group.alice, 1)),
        ("no longer in the group", lambda: give(group.alice, gone, 1)),
        ("person left", lambda: actions.give_credit_back(by=kind, line=again(given))),
        ("not in the group", lambda: give(group.alice, other.alice, 1)),
        ("above zero", lambda: give(group.alice, group.bob, -1)),
        ("above zero", lambda: give(group.alice, group.bob, 0)),
        ("above zero", lambda: give(group.alice, group.bob, 10**14)),
        ("too long", lambda: give(group.alice, group.bob, 1, words="é" * 201)),
        ("at rest|in this group", lambda: give(gone, group.bob, 1)),
        ("not in the group", lambda: actions.ask_credit(by=group.alice, of=other.bob, gift=Gift(60))),
        ("above zero", lambda: actions.ask_credit(by=group.alice, of=group.bob, gift=Gift(-60))),
    ):
        refused(group, said, act)
    adopt(group.alice, actions.propose_credit_limits(by=group.alice, terms=Terms(600, 600), member=group.bob))
    refused(group, "1 h at most can be received", lambda: give(third(group, "Eve"), group.bob, 2))
    assert offenders(group.space) == []


def test_a_request_moves_nothing_until_the_other_says_yes_and_then_once(book: Book, group: Group) -> None:
    def ask(token: str = "") -> CreditRequest:
        return actions.ask_credit(by=group.bob, of=group.alice, gift=Gift(3 * HOUR, "Formation", token))

    first = ask("t")
    assert ask("t").pk == first.pk
    assert stands(group) == {}
    assert [plain(one.title) for one in things_to_do(group.alice.person)] == [
        "Bob Durand asks that 3 h of help be written"
    ]
    accept, refuse = actions.accept_credit, actions.refuse_credit
    refused(group, "who was asked|was asked answers", lambda: accept(by=group.bob, request=first))
    accept(by=group.alice, request=first)
    accept(by=group.alice, request=first)
    assert (hours(group.alice), hours(group.bob)) == (-3, 3)
    refused(group, "accepted already", lambda: refuse(by=group.alice, request=first))
    second, third_one = ask(), ask()
    refuse(by=group.alice, request=second)
    refused(group, "was refused", lambda: accept(by=group.alice, request=second))
    refused(group, "takes it back", lambda: actions.withdraw_credit(by=group.alice, request=third_one))
    actions.withdraw_credit(by=group.bob, request=third_one)
    refused(group, "withdrawn", lambda: accept(by=group.alice, request=third_one))
    big = actions.ask_credit(by=group.bob, of=group.alice, gift=Gift(8 * HOUR))
    refused(group, "7 h at most can be given", lambda: accept(by=group.alice, request=big))
    assert list(things_to_do(group.alice.person)) != []
    assert offenders(group.space) == []


def test_who_received_gives_back_by_a_counter_entry(book: Book, group: Group) -> None:
    line = give(group.alice, group.bob, 2)
    refused(group, "Only who received", lambda: actions.give_credit_back(by=group.alice, line=line))
    back = actions.give_credit_back(by=group.bob, line=line)
    assert (back.step, back.of, hours(group.bob)) == ("reverse", line.number, 0)
    assert actions.give_credit_back(by=group.bob, line=line).pk == back.pk
    assert book_in(group.space).count == 2
    assert offenders(group.space) == []


def test_limits_change_by_decision_only_and_never_under_somebody(book: Book, group: Group) -> None:
    give(group.alice, group.bob, 8)
    decision = actions.propose_credit_limits(by=group.alice, terms=Terms(15 * HOUR, 20 * HOUR), member=group.alice)
    assert account(group.alice).floor == -10 * HOUR
    adopt(group.alice, decision)
    assert account(group.alice).floor == -15 * HOUR
    give(group.alice, group.bob, 6)
    for terms, member, said in (
        (Terms(10 * HOUR, 20 * HOUR), None, "Alice Martin stands at −14 h"),
        (Terms(10 * HOUR, 10 * HOUR), group.bob, "Bob Durand stands at 14 h"),
        (Terms(0, 0), group.bob, "mandatory"),
        (Terms(60, 60, 100), group.bob, "same for all"),
        (Terms(60, 60), make_group().bob, "not in the group"),
    ):
        with says(said):
            actions.propose_credit_limits(by=group.bob, terms=terms, member=member)
    # Somebody gave in the meantime: the adoption is refused, and changes nothing.
    late = actions.propose_credit_limits(by=group.bob, terms=Terms(14 * HOUR, 20 * HOUR))
    give(group.alice, group.bob, 1)
    with says("Alice Martin"), transaction.atomic():
        adopt(group.alice, late)
    assert account(group.alice).floor == -15 * HOUR
    adopt(group.alice, actions.propose_credit_limits(by=group.bob, terms=Terms(15 * HOUR, 16 * HOUR, 4_000)))
    # For everybody from now on: Alice has no limit of her own any more, a newcomer has these.
    newcomer = third(group)
    give(group.bob, newcomer, 1)
    assert {(account(one).floor, account(one).ceiling) for one in (group.alice, group.bob, newcomer)} == {(-900, 960)}
    assert offenders(group.space) == []


def test_nobody_writes_a_balance_or_a_limit(book: Book, group: Group) -> None:
    give(group.alice, group.bob, 1)
    assert "balance" not in {field.name for field in Account._meta.get_fields()}
    for statement in ("UPDATE value_transfer SET credit_balance = 9", "UPDATE value_creditlimit SET below = 9"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    with scope.use(group.space):
        Account.objects.filter(pk=account(group.alice).pk).update(floor=-6000)
    assert [(one.where, one.why) for one in offenders(group.space)] == [("crédit mutuel", "limits")]


def test_somebody_who_left_is_settled_in_equal_parts_by_decision(book: Book, group: Group) -> None:
    denis = third(group)
    give(denis, group.bob, 5)
    give(group.alice, group.bob, 10)
    asked = actions.ask_credit(by=denis, of=group.alice, gift=Gift(HOUR))
    with says("somebody who left"):
        actions.propose_credit_settlement(by=group.alice, account=account(denis))
    assert [plain(one.detail) for one in held_by(denis)] == ["−5 h"]
    governance.leave(member=denis)
    with scope.use(group.space):
        assert CreditRequest.objects.get(pk=asked.pk).state == "withdrawn"
    with says("does not stand at zero"):
        closing.close_account(by=group.alice, account=account(denis))
    with says("Alice Martin stands at −10 h and cannot take over −2"):
        actions.propose_credit_settlement(by=group.bob, account=account(denis))
    with says("no such account"):
        closing.propose_settlement(by=group.bob, account=account(denis))
    give(group.bob, group.alice, 4)
    decision = actions.propose_credit_settlement(by=group.bob, account=account(denis))
    adopt(group.alice, decision)
    assert (hours(denis), hours(group.alice), hours(group.bob)) == (0, -8.5, 8.5)
    assert account(denis).closed_on == clock.today()
    with scope.use(group.space):
        assert set(Transfer.objects.filter(debit__membership=group.alice).values_list("reason", flat=True)) >= {
            f"decision:{decision.ref}"
        }
    assert offenders(group.space) == []
    # Back in the group: the account is open again, at zero, with the limits of today.
    Membership._base_manager.filter(pk=denis.pk).update(state="member")
    give(group.bob, denis, 1)
    assert (hours(denis), account(denis).closed_on) == (1, None)


def test_what_was_decided_is_read_again_as_it_was(book: Book, group: Group) -> None:
    adopt(group.alice, actions.propose_credit_limits(by=group.alice, terms=Terms(60, 120), member=group.bob))
    with scope.use(group.space):
        rows = list(CreditLimit.objects.order_by("pk"))
    told = {
        name: effects.get(name).past(group.space, {row.decision_id: {} for row in rows})  # type: ignore[union-attr]
        for name in ("value.credit_opened", "value.credit_limits")
    }
    opened = [plain(line.after) for line in told["value.credit_opened"][rows[0].decision_id]]
    assert opened[1:] == ["from −10 h to 20 h", "€30"]
    (line,) = told["value.credit_limits"][rows[1].decision_id]
    assert (line.label, plain(line.before), plain(line.after)) == (
        "Bob Durand",
        "from −10 h to 20 h",
        "from −1 h to 2 h",
    )


def test_the_worked_example_of_the_guide(book: Book, group: Group) -> None:
    """docs/guide/credit-mutuel.md, line by line."""
    chloe = third(group, "Chloé Petit")
    give(group.alice, group.bob, 2)
    give(group.bob, chloe, 1.5)
    asked = actions.ask_credit(by=group.bob, of=group.alice, gift=Gift(3 * HOUR))
    actions.accept_credit(by=group.alice, request=asked)
    refused(group, "5 h at most can be given", lambda: give(group.alice, chloe, 6))
    give(chloe, group.alice, 4)
    assert (hours(group.alice), hours(group.bob), hours(chloe)) == (-1, 3.5, -2.5)
    found = overview(book, group.bob)
    assert [plain(one) for one in found.year] == ["1 h 30", "5 h", "€150"]
    governance.leave(member=chloe)
    adopt(group.bob, actions.propose_credit_settlement(by=group.bob, account=account(chloe)))
    assert (hours(group.alice), hours(group.bob), hours(chloe)) == (-2.25, 2.25, 0)
