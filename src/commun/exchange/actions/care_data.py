"""What the care of lists keeps of a person: its export, and its erasure."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.exchange.models import AddressTrouble, MailReturn, TrustedSender
from commun.people.models import Person


def export_care(person: Person) -> list[Any]:
    """The mails to the person that came back, their address if it is in trouble, where it is trusted."""
    with scope.everywhere("a person's own data"):
        back = list(MailReturn.objects.filter(membership__person=person).select_related("space").order_by("pk"))
        troubles = list(AddressTrouble.objects.filter(membership__person=person).select_related("space").order_by("pk"))
        trusted = list(_trusting(person).select_related("space").order_by("pk"))
    return [
        *({_("group"): one.space.name, _("at"): one.at, _("what the other server said"): one.words} for one in back),
        *(
            {_("group"): one.space.name, _("state"): one.get_state_display(), _("since"): one.since}
            for one in troubles
        ),
        *({_("group"): one.space.name, _("address"): one.address, _("at"): one.at} for one in trusted),
    ]  # fmt: skip


@transaction.atomic
def erase_care(person: Person) -> None:
    """Forget them."""
    with scope.everywhere("a person asks to be erased"):
        MailReturn.objects.filter(membership__person=person).delete()
        AddressTrouble.objects.filter(membership__person=person).delete()
        _trusting(person).delete()


def _trusting(person: Person) -> Any:
    rows = TrustedSender.objects.all()
    return rows.filter(address__iexact=person.email) if person.email else rows.none()
