"""The intentions panel: per need, who carries, contributes, watches or passes, and my own word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commun.governance.policies import MemberRequest
from commun.tenders import policies
from commun.tenders.forms import IntentionForm
from commun.tenders.models import Notice
from commun.tenders.queries.coverage import Able, NoticeCoverage
from commun.tenders.queries.interest import Interest, NeedView, Voice
from commun.tenders.views import wording
from commun.tenders.views.support import page_number

# Names beyond these are one tap away, still in alphabetical order.
MOST_ABLE = 6
# A notice of three hundred lots is read by pages.
MOST_NEEDS = 50


@dataclass(frozen=True)
class NeedLine:
    """A need, who could take it, what I said of it, and the form where it is open."""

    need: NeedView
    state: str
    able: Sequence[Able]
    more_able: Sequence[Able]
    mine: Voice | None
    mine_words: str
    form: IntentionForm | None
    anchor: str

    @property
    def state_words(self) -> str:
        """Whether the need has somebody, in words."""
        return str(wording.NEED_STATES[self.state][0])

    @property
    def state_tone(self) -> str:
        """The colour of these words."""
        return wording.NEED_STATES[self.state][1]


@dataclass(frozen=True)
class Panel:
    """The whole panel. ``is_open``: the notice still takes intentions."""

    notice: Notice
    lines: list[NeedLine]
    coverage: str
    is_open: bool
    error: str = ""
    page: int = 1
    pages: int = 1
    # The need on which the keyboard goes on, when a piece of the page was swapped.
    focus: str = ""

    @property
    def other_pages(self) -> list[tuple[int, int, int]]:
        """(page, first need, last need) of the pages of a notice with many needs."""
        return [(page, (page - 1) * MOST_NEEDS + 1, page * MOST_NEEDS) for page in range(1, self.pages + 1)]


def panel_of(
    request: MemberRequest,
    notice: Notice,
    interest: Interest,
    covered: NoticeCoverage,
    *,
    bound: IntentionForm | None = None,
    open_key: str | None = None,
    error: str = "",
    focus: str = "",
) -> Panel:
    """The panel for this member; at most one need has its form open, so that a hundred lots stay light."""
    is_open = policies.can_answer(notice) and policies.can_declare(request.member)
    asked = request.GET.get("besoin", "") if open_key is None else open_key
    key = _open_key(interest, request.member.pk, asked) if is_open else ""
    pages = max(1, -(-len(covered.needs) // MOST_NEEDS))
    page = min(_page_of(covered, key) if asked else page_number(request, "besoins"), pages)
    first = (page - 1) * MOST_NEEDS
    lines = []
    for number, one in enumerate(covered.needs[first : first + MOST_NEEDS], start=first + 1):
        need = one.need
        mine = need.voice_of(request.member.pk)
        form = (bound or _form(need, mine)) if need.key == key else None
        words = str(wording.MY_STANCES[mine.stance]) if mine else ""
        able, more = one.able[:MOST_ABLE], one.able[MOST_ABLE:]
        lines.append(NeedLine(need, one.state, able, more, mine, words, form, f"besoin-{number}"))
    return Panel(
        notice, lines, wording.coverage_sentence(interest), is_open, error, page, pages, focus or (asked and key)
    )


def _page_of(covered: NoticeCoverage, key: str) -> int:
    """The page of the needs on which a need stands."""
    keys = [one.need.key for one in covered.needs]
    return keys.index(key) // MOST_NEEDS + 1 if key in keys else 1


def _open_key(interest: Interest, member_id: int, asked: str) -> str:
    """The need that was asked for; else, for who said nothing yet, the first one that nobody covers.

    A page opened before the group's first word still names a lot or the whole: it is found all the same.
    """
    if asked:
        number = asked.removeprefix("lot:") if asked.startswith("lot:") else ""
        names = {need.key: need.key for need in interest.needs} | {"whole": interest.needs[0].key}
        return names.get(asked) or next((n.key for n in interest.needs if number and n.lot_number == number), asked)
    if interest.stances_of(member_id):
        return ""
    free = interest.uncovered or list(interest.needs)
    return free[0].key


def _form(need: NeedView, mine: Voice | None) -> IntentionForm:
    initial: dict[str, Any] = {"besoin": need.key}
    if mine is not None:
        initial |= {"stance": mine.stance, "hours": mine.hours, "note": mine.note}
    return IntentionForm(initial=initial)
