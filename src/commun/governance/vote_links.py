"""Links of mails that lead to one person's ballot paper: signed, single purpose, revocable, dead after the close.

Opening one changes nothing; its POST votes. A new one, asked for, makes the former ones stop working.
"""

from django.urls import reverse

from commun.core import links, scope, urls
from commun.core.errors import Gone
from commun.governance import states
from commun.governance.models import Elector, Process

SALT = "commun.governance.vote"


def link_of(elector: Elector, process: Process) -> str:
    """The full address of the person's own paper."""
    content = {"process": process.ref, "member": elector.membership_id, "number": elector.link_number}
    return urls.absolute(reverse("vote-by-mail", kwargs={"token": links.seal(content, SALT)}))


def read(token: str) -> tuple[Process, Elector]:
    """The vote and the voice of a link; raises Gone when it is forged, revoked, or no longer this person's. 1 query."""
    content = links.unseal(token, SALT)
    with scope.everywhere("a signed link names its own voice"):
        rows = Elector.objects.select_related(
            "process__space",
            "process__decision",
            "process__opened_by__person",
            "membership__person",
            "membership__space",
        )
        found = rows.filter(
            process__ref=content["process"],
            membership=content["member"],
            membership__state__in=states.INSIDE,
            link_number=content["number"],
        ).first()
    if found is None:
        raise Gone
    return found.process, found
