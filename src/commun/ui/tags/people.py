"""People's faces, and the pieces of a notice card."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commun.ui import dates
from commun.ui.faces import face_of
from commun.ui.tags.support import complete_all, component

register = template.Library()


@register.simple_tag
def face(person: Any, *, large: bool = False) -> SafeString:
    """Initials on a colour drawn from the name; ``person`` has a ``name`` or is one."""
    return component("face", face=face_of(person), large=large)


@register.simple_tag
def faces(people: Iterable[Any], *, most: int = 5) -> SafeString:
    """Faces side by side, then how many more."""
    everyone = [face_of(person) for person in people]
    return component("faces", faces=everyone[:most], more=max(0, len(everyone) - most))


@register.simple_tag
def person_line(person: Any, *, text: Any = "", url: str = "") -> SafeString:
    """A face, a name that may lead somewhere, and a line under it (trade, role)."""
    return component("person_line", face=face_of(person), text=text, url=url)


@register.simple_tag
def due(deadline: dates.Moment | None, *, doubt: Any = "", plain: bool = False) -> SafeString:
    """The days left as a figure, the day and hour under it; ``doubt`` warns about the source."""
    if deadline is None:
        return component(
            "due", figure=_("No date"), said="", tone="past", iso="", deadline=None, doubt=doubt, plain=plain
        )
    past = dates.is_past(deadline)
    tone = "past" if past else "soon" if dates.days_until(deadline) <= dates.SOON_DAYS else ""
    return component(
        "due",
        figure=dates.days_left_short(deadline),
        said=dates.days_left(deadline),
        tone=tone,
        iso=dates.local(deadline).isoformat(),
        deadline=deadline,
        doubt=doubt,
        plain=plain,
    )


@register.simple_tag
def reasons(items: Iterable[Any], *, lead: Any = None) -> SafeString:
    """Why this is shown: words on washes; an item is a word or has ``label`` and ``is_estimated``."""
    listed = complete_all(items, label="", is_estimated=False)
    return component("reasons", reasons=listed, lead=_("Because of") if lead is None else lead)


@register.simple_tag
def who(people: Sequence[Any], sentence: Any) -> SafeString:
    """Faces and the sentence that tells what these people said."""
    return component("who", people=people, sentence=sentence)


@register.simple_block_tag
def notice_card(
    content: str,
    title: Any,
    url: str,
    *,
    meta: Any = "",
    deadline: dates.Moment | None = None,
    doubt: Any = "",
    reasons: Iterable[Any] = (),
    people: Sequence[Any] = (),
    sentence: Any = "",
    level: int = 2,
    card_id: str = "",
) -> SafeString:
    """A notice in a list: facts, days left, why me, who else; the content holds its one primary act and the others."""
    return component(
        "notice_card",
        content=content,
        title=title,
        url=url,
        meta=meta,
        deadline=deadline,
        doubt=doubt,
        reasons=list(reasons),
        people=people,
        sentence=sentence,
        level=level,
        card_id=card_id,
    )
