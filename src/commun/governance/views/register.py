"""What the group did, and what waits for me: two lists that every room feeds."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.core import registries
from commun.core.registries import TodoItem
from commun.governance.policies import MemberRequest
from commun.governance.queries import register as queries


def register(request: MemberRequest) -> HttpResponse:
    """The journal of the group; the room asked for stays in the address."""
    names = {"": _("Everything"), "governance": _("The group"), "tenders": _("Notices")}
    room = request.GET.get("salle", "")
    room = room if room in names else ""
    found = queries.register(request.space, request.GET.get("page"), room)
    chips = [
        {"label": label, "url": f"?salle={name}" if name else "?", "is_current": name == room}
        for name, label in names.items()
    ]
    return render(request, "governance/register_page.html", {"register": found, "chips": chips})


def waiting(request: MemberRequest) -> list[TodoItem]:
    """Everything that waits for the person, soonest first; dates that are over come first of all."""
    items = [item for ask in registries.todo for item in ask(request.user)]
    return sorted(items, key=lambda item: (not item.is_late, item.due_on is None, item.due_on or 0, item.title))


def todo(request: MemberRequest) -> HttpResponse:
    """« À faire »: what the badge counts, then what else waits."""
    items = waiting(request)
    context = {
        "called": [item for item in items if item.is_called],
        "others": [item for item in items if not item.is_called],
    }
    return render(request, "governance/todo_page.html", context)


def todo_count(request: MemberRequest) -> HttpResponse:
    """The badge of the navigation, fetched after the page: open ballots and due actions, nothing else (N5)."""
    count = sum(item.is_called for item in waiting(request))
    return render(request, "governance/_todo_badge.html", {"count": count})
