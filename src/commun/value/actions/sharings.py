"""Share what came in for a joint work, by the key that a decision adopted: frozen, and written in the book at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.sharing import CARRIED, ENTITY, POT, CannotShare
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance.actions.places import self_of
from commun.governance.models import Membership
from commun.value import book_rows
from commun.value.actions import money
from commun.value.actions.receipts import received_so_far
from commun.value.actions.transfers import Wish, write_lines
from commun.value.journal import works as facts
from commun.value.models import Account, Book, Distribution, JointWork
from commun.value.policies import works as policies
from commun.value.queries.contributions import brought_for
from commun.value.queries.keys import key_in_force
from commun.value.queries.sharings import Prepared, prepare


def prepared_for(work: JointWork) -> Prepared:
    """What sharing it now would give. Raises Refused: no key holds, nothing new came in, nobody takes part."""
    version = key_in_force(work.space, work)
    if version is None:
        raise Refused(_("No key holds for this work yet: choose one, and put it to decision."))
    brought = brought_for(work)
    with scope.use(work.space_id):
        try:
            return prepare(work, version, brought, received_so_far(work))
        except CannotShare as error:
            if not brought.people:
                raise Refused(_("Nobody takes part in this work: there is nobody to share with.")) from error
            raise Refused(_("Nothing new came in since the last sharing.")) from error


@transaction.atomic
def share_out(*, by: Membership, work: JointWork, seen: str) -> Distribution:
    """Share what came in, as it was looked at before (``seen``: its fingerprint). Raises Refused."""
    if not policies.can_write_money(by, work):
        raise Refused(_("Those who take part, or who keep the accounts, share what came in."))
    book = money.book_of(work.space)
    journal.hold(work.space)
    book_rows.hold(book)
    found = prepared_for(work)
    if found.fingerprint != seen:
        raise Refused(
            _("Something changed since you looked: here is what it would give now. Look again, then confirm.")
        )
    with scope.use(work.space_id):
        last = Distribution.objects.filter(work=work).order_by("-number").first()
        row = Distribution.objects.create(
            space_id=work.space_id,
            work=work,
            number=last.number + 1 if last else 1,
            version=found.version,
            received=found.received,
            amount=found.amount,
            brought=found.brought,
            result=found.result,
            fingerprint=found.fingerprint,
            on=clock.today(),
            made_by=by,
            made_at=clock.now(),
        )
    write_lines(book=book, wishes=_lines(book, work, row))
    journal.record(
        facts.SHARED,
        space=work.space,
        actor=self_of(by),
        about=(facts.WORK, work.ref),
        data={"distribution": row.ref, "version": found.version.pk},
    )
    return row


def _lines(book: Book, work: JointWork, row: Distribution) -> list[Wish]:
    """From the work to each, in a stable order; what has no share has no line."""
    source, reason = money.of_work(book, work), f"distribution:{row.ref}"
    places = {POT: money.pot, CARRIED: money.carried, ENTITY: money.entity}
    people = money.of_people(book, _members(work, row))
    wishes = []
    for name, cents in sorted(row.result["now"].items()):
        target: Account = places[name](book) if name in places else people[name]
        wishes.append(Wish(source, target, cents, reason, key=f"{reason}:{name}"[:80]))
    return wishes


def _members(work: JointWork, row: Distribution) -> list[Membership]:
    refs = [name for name in row.result["now"] if not name.startswith(":")]
    with scope.use(work.space_id):
        return list(Membership.objects.select_related("person").filter(person__ref__in=refs))
