"""Verbs of mails that come back: note each, try an address that no longer answers, pause it; a person resumes it.

Nobody is ever removed. One event never pauses many: when other servers refuse the list itself, the list stops and those
who look after it are told.
"""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.exchange import addresses, returns, soon
from commun.exchange.actions.lists import read_otherwise
from commun.exchange.journal import list_care as facts
from commun.exchange.journal import lists as list_facts
from commun.exchange.models import AddressTrouble, Delivery, InboundMail, MailingList, MailReturn, Subscription
from commun.exchange.notifications import list_care as letters
from commun.exchange.policies import lists as policies
from commun.exchange.queries.readers import reached_by_mail
from commun.governance import states
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

HARD, SOFT, THRESHOLD = 2, 1, 10
COUNTED, TRIAL, PAUSE = dt.timedelta(days=30), dt.timedelta(days=3), dt.timedelta(days=7)
MOST_LETTERS, MOST_REFUSED = 3, 1000
# More than a fifth of the list, and more than two people, on one event: it is not they who are at fault.
ONE_EVENT, FIFTH, FEW = dt.timedelta(hours=1), 5, 2
TroubleState, Strength = AddressTrouble.State, MailReturn.Strength


def note_return(*, delivery: Delivery, report: returns.Report, mail: InboundMail | None = None) -> MailReturn | None:
    """Note that a delivery came back; returns of one day count once. Journal held, space in scope, in a transaction.

    ``delivery`` with its subscription, member and list. What is only late is not noted.
    """
    if report.fate != returns.FAILED:
        return None
    subscription, now = delivery.subscription, clock.now()
    kept, is_new = MailReturn.objects.get_or_create(
        list=subscription.list, membership=subscription.membership, on=clock.today(),
        defaults={
            "space_id": subscription.space_id, "delivery": delivery, "mail": mail, "at": now, "code": report.code[:12],
            "strength": Strength.HARD if report.is_hard else Strength.SOFT, "words": _kept(report.words),
        },
    )  # fmt: skip
    if not is_new:
        kept.at, kept.code = now, report.code[:12]
        kept.strength = Strength.HARD if report.is_hard else kept.strength
        kept.save(update_fields=["at", "code", "strength"])
    if report.is_policy and _is_one_event(subscription.list):
        stop_list(row=subscription.list)
    else:
        _weigh(subscription)
    return kept


def _weigh(subscription: Subscription) -> None:
    """Enough returns within a month: the address is tried by a letter of its own."""
    member = subscription.membership
    trouble = AddressTrouble.objects.filter(membership=member).first()
    if trouble is not None and trouble.state != TroubleState.WELL:
        return
    since = max(clock.now() - COUNTED, trouble.since) if trouble else clock.now() - COUNTED
    rows = MailReturn.objects.filter(list=subscription.list, membership=member, at__gt=since)
    points = sum(HARD if one == Strength.HARD else SOFT for one in rows.values_list("strength", flat=True))
    if points < THRESHOLD:
        return
    fresh = AddressTrouble.objects.filter(
        since__gte=clock.now() - dt.timedelta(days=1), state__in=(TroubleState.TRIED, TroubleState.PAUSED)
    )
    if _is_many(fresh.count() + 1):
        stop_list(row=subscription.list)
        return
    trouble = trouble or AddressTrouble(space_id=subscription.space_id, membership=member)
    trouble.list, trouble.state, trouble.since = subscription.list, TroubleState.TRIED, clock.now()
    trouble.token, trouble.words = addresses.new_key(), rows.order_by("-at").values_list("words", flat=True)[0]
    trouble.letter_count, trouble.next_letter_at = 0, clock.now() + TRIAL
    trouble.save()
    _record(subscription.list, facts.TRIED)
    letters.try_address(trouble)


def probe_returned(*, trouble: AddressTrouble, report: returns.Report | None) -> None:
    """The letter that tried an address came back too: its mails are paused. Journal held, space in scope."""
    if report is None or report.fate != returns.FAILED or trouble.state != TroubleState.TRIED:
        return
    trouble.state, trouble.since = TroubleState.PAUSED, clock.now()
    trouble.words = _kept(report.words) or trouble.words
    trouble.letter_count, trouble.next_letter_at = 0, clock.now() + PAUSE
    trouble.save()
    _record(trouble.list, facts.PAUSED)


def _is_one_event(row: MailingList) -> bool:
    """More than a fifth of the list was refused by a rule of other servers within an hour."""
    lately = MailReturn.objects.filter(list=row, at__gte=clock.now() - ONE_EVENT, code__startswith="5.7.")
    return _is_many(lately.count())


def _is_many(count: int) -> bool:
    return count > FEW and count * FIFTH > reached_by_mail().count()


def stop_list(*, row: MailingList) -> None:
    """No mail of the list leaves any more; those who look after it are told. Journal held, space in scope.

    What came back on this event counts against nobody.
    """
    lately = MailReturn.objects.filter(list=row, at__gte=clock.now() - ONE_EVENT)
    count = lately.count()
    lately.delete()
    if MailingList.objects.filter(pk=row.pk, stopped_at=None).update(stopped_at=clock.now()) == 0:
        return
    waiting = Delivery.objects.filter(post__list=row, state__in=(Delivery.State.QUEUED, Delivery.State.DEFERRED))
    waiting.update(state=Delivery.State.STOPPED)
    _record(row, facts.STOPPED, count=count)
    letters.list_stopped(row, count)


@transaction.atomic
def restart_list(*, by: Membership) -> MailingList:
    """Let the mails of the list leave again, those that were kept back first. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    journal.hold(by.space)
    if not policies.can_sort(by):
        raise NotFound
    row = policies.list_of(by.space)
    if row is None or row.stopped_at is None:
        raise Refused(_("The mails of the list leave already."))
    with scope.use(by.space):
        row.stopped_at = None
        row.save(update_fields=["stopped_at"])
        kept = Delivery.objects.filter(post__list=row, state=Delivery.State.STOPPED)
        kept.update(state=Delivery.State.QUEUED, next_at=clock.now())
        journal.record(
            facts.RESTARTED, space=by.space, actor=journal.Person(by.person_id), about=(list_facts.LIST, row.slug)
        )
    soon.send_soon()
    return row


@transaction.atomic
def resume_mails(*, by: Membership) -> AddressTrouble:
    """Have the mails of the list sent again to one's address. Raises Refused."""
    journal.hold(by.space)
    with scope.use(by.space):
        if by.state not in states.INSIDE:
            raise NotFound
        rows = AddressTrouble.objects.select_related("list__space").select_for_update(of=("self",))
        trouble = rows.filter(membership=by).exclude(state=TroubleState.WELL).first()
        if trouble is None:
            raise Refused(_("Nothing is paused: the mails of the list reach you."))
        was_paused = trouble.state == TroubleState.PAUSED
        trouble.state, trouble.since, trouble.next_letter_at = TroubleState.WELL, clock.now(), None
        trouble.save(update_fields=["state", "since", "next_letter_at"])
        if was_paused:
            about = (list_facts.LIST, trouble.list.slug)
            journal.record(facts.RESUMED, space=by.space, actor=journal.Person(by.person_id), about=about)
    return trouble


def complain(*, subscription: Subscription) -> None:
    """A member called a mail of the list unwanted: they read it on its page from now on; who looks after it is told."""
    if subscription.mode == Subscription.Mode.NONE:
        return
    read_otherwise(subscription=subscription, mode=Subscription.Mode.NONE)
    _record(subscription.list, facts.COMPLAINED)
    letters.called_unwanted(subscription)


@transaction.atomic
def complain_later(number: int) -> None:
    """The same, for a complaint that reached another group than the one that it is about."""
    with scope.everywhere("a complaint names what it is about"):
        row = (
            Subscription.objects.select_related("list__space", "space", "membership__person").filter(pk=number).first()
        )
    if row is not None:
        journal.hold(row.space)
        with scope.use(row.space_id):
            complain(subscription=row)


def complaint_of(*, mail: InboundMail, key: str) -> None:
    """Find whom a complaint is about, and do as they ask; about another group, once this one is done."""
    with scope.everywhere("a complaint names what it is about"):
        rows = Subscription.objects.select_related("list__space", "space", "membership__person")
        found = rows.filter(token=key).first()
        if found is None:
            delivery = Delivery.objects.filter(token=key).first()
            found = rows.get(pk=delivery.subscription_id) if delivery else None
    if found is not None and found.space_id == mail.space_id:
        complain(subscription=found)
    elif found is not None:
        transaction.on_commit(partial(complain_later, found.pk))


def look_after_addresses() -> int:
    """Once a day: an address on trial that took its letter is well; one that is paused is written to, three times.

    Returns how many changed.
    """
    with scope.everywhere("addresses of every group"):
        due = AddressTrouble.objects.select_related("space").filter(next_letter_at__lte=clock.now())
        rows = list(due.order_by("pk")[:1000])
    for one in rows:
        _next_step(one)
    return len(rows)


@transaction.atomic
def _next_step(trouble: AddressTrouble) -> None:
    journal.hold(trouble.space)
    with scope.use(trouble.space_id):
        rows = AddressTrouble.objects.select_related("membership__person", "list__space", "space")
        row = rows.select_for_update(of=("self",)).get(pk=trouble.pk)
        if row.next_letter_at is None or row.next_letter_at > clock.now():
            return
        if row.state == TroubleState.TRIED:
            row.state, row.since, row.next_letter_at = TroubleState.WELL, clock.now(), None
        else:
            row.letter_count += 1
            row.next_letter_at = clock.now() + PAUSE if row.letter_count < MOST_LETTERS else None
            letters.still_paused(row)
        row.save(update_fields=["state", "since", "letter_count", "next_letter_at"])


def _record(row: MailingList, name: str, **data: int) -> None:
    journal.record(name, space=row.space, actor=journal.PROGRAM, about=(list_facts.LIST, row.slug), data=data)


def _kept(words: str) -> str:
    return words.replace("\x00", "")[:300]


def note_refusals() -> int:
    """Note what servers refused at once (5xx), each delivery once. Returns how many."""
    with scope.everywhere("deliveries of every group"):
        rows = Delivery.objects.filter(state=Delivery.State.FAILED, error__startswith="5").select_related("space")
        refused = list(rows.order_by("next_at", "pk")[:MOST_REFUSED])
    for one in refused:
        _note_refusal(one)
    return len(refused)


@transaction.atomic
def _note_refusal(delivery: Delivery) -> None:
    journal.hold(delivery.space)
    with scope.use(delivery.space_id):
        rows = Delivery.objects.select_related("subscription__membership__person", "subscription__list__space")
        row = rows.select_for_update(of=("self",)).get(pk=delivery.pk)
        if row.state != Delivery.State.FAILED or not row.error.startswith("5"):
            return
        note_return(delivery=row, report=returns.of_answer(int(row.error[:3]), row.error[4:]))
        # In brackets: it is noted.
        row.error = f"({row.error})"[:300]
        row.save(update_fields=["error"])
