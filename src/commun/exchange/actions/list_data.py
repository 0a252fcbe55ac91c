"""What lists keep of a person: its export, and its erasure. A conversation keeps its shape, without their words."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.exchange import addresses
from commun.exchange.actions.emptying import erase_files
from commun.exchange.actions.subjects import erased, named_by, take_subject, tell
from commun.exchange.models import InboundMail, Post, PostFile, Subscription, ThreadReading
from commun.people.models import Person


def export_lists(person: Person) -> list[Any]:
    """The person's messages, the mails that they sent and that were not posted, how they read each list."""
    with scope.everywhere("a person's own data"):
        posts = list(Post.objects.filter(author__person=person).select_related("space", "thread").order_by("pk"))
        mails = list(_mails_of(person).filter(post=None).select_related("space").defer("raw").order_by("pk"))
        sent = list(PostFile.objects.filter(post__author__person=person).select_related("space").order_by("pk"))
        chosen = list(
            ThreadReading.objects.filter(membership__person=person).select_related("space", "thread").order_by("pk")
        )
        reads = list(Subscription.objects.filter(membership__person=person).select_related("space").order_by("pk"))
    return [
        *(
            {_("group"): one.space.name, _("thread"): one.thread.subject, _("at"): one.at, _("message"): one.said}
            for one in posts
        ),
        *(
            {_("group"): one.space.name, _("subject"): one.subject, _("at"): one.received_at,
             _("state"): one.get_state_display()}
            for one in mails
        ),
        *({_("group"): one.space.name, _("file"): one.name, _("size"): one.size} for one in sent),
        *({_("group"): one.space.name, _("how it is read"): one.get_mode_display()} for one in reads),
        *(
            {_("group"): one.space.name, _("thread"): one.thread.subject, _("how it is read"): one.get_stance_display()}
            for one in chosen
        ),
    ]  # fmt: skip


@transaction.atomic
def erase_lists(person: Person) -> None:
    """Blank the person's words, here and in the mails that they came by; no link of their mails works any more."""
    with scope.everywhere("a person asks to be erased"):
        mails = list(_mails_of(person).values_list("pk", flat=True))
        theirs = Post.objects.filter(Q(author__person=person) | Q(mail__in=mails))
        for thread in named_by(person):
            journal.hold(thread.space)
            take_subject(thread, said=erased(thread))
            tell(thread)
        erase_files(theirs)
        theirs.update(
            said=_("(erased)"), rest="", subject="", outside_name="", tags=[], file_count=0, mail=None,
            gone=Post.Gone.ERASED,
        )  # fmt: skip
        InboundMail.objects.filter(pk__in=mails).update(
            raw=b"", subject="", sender="", sender_name="", envelope_from="", state=InboundMail.State.DROPPED
        )
        for row in Subscription.objects.filter(membership__person=person):
            row.token, row.mode, row.changed_at = addresses.new_key(), Subscription.Mode.NONE, clock.now()
            row.save(update_fields=["token", "mode", "changed_at"])
        ThreadReading.objects.filter(membership__person=person).delete()


def _mails_of(person: Person) -> Any:
    """What they wrote, by proof or by the address that they gave."""
    rows = InboundMail.objects.filter(author__person=person)
    return rows | InboundMail.objects.filter(sender__iexact=person.email) if person.email else rows
