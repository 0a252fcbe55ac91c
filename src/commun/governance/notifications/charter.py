"""A major change of a text, by mail: to each who had accepted an earlier version, once."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import mail, scope
from commun.governance import states
from commun.governance.models import Acceptance, ArticleVersion, Decision, GroupText, Membership
from commun.governance.notifications import Letter, _address, _to_member


def asked_again(text: GroupText, version: ArticleVersion, decision: Decision) -> None:
    """Which article changed, and where to say whether one accepts the text as it is now."""
    if mail.is_silent() or not text.asks_acceptance:
        return
    for member in _readers(text, decision):
        with translation.override(member.person.language):
            words = {
                "person": member.name,
                "group": text.space.name,
                "text": text.title,
                "edition": text.edition,
                "number": version.article.number,
                "title": version.title,
            }
            letter = Letter(
                subject=_("%(text)s: article %(number)s changed, your answer is asked again") % words,
                sentences=[
                    _("Hello %(person)s,") % words,
                    _("The group “%(group)s” withdrew article %(number)s, “%(title)s”, of “%(text)s”.") % words
                    if version.is_withdrawn
                    else _("The group “%(group)s” changed “%(text)s”: article %(number)s, “%(title)s”.") % words,
                    _(
                        "You had accepted an earlier version. The page shows what changed since, and asks whether you "
                        "accept version %(edition)s. “Not now” is an answer, and nothing presses."
                    )
                    % words,
                ],
                button=_("Read it and answer"),
                url=_address(text.space, "governance:text", text=text.ref),
                why=_("You receive this mail, once for this version, because you had accepted an earlier one."),
            )
            _to_member(f"governance.text:{text.ref}:{text.major}:{member.pk}", member, letter)


def _readers(text: GroupText, decision: Decision) -> Sequence[Membership]:
    """Awake members who accepted an earlier version, without who wrote the change."""
    with scope.use(text.space_id):
        accepted = Acceptance.objects.filter(text=text, major__lt=text.major, is_accepted=True).values("membership")
        rows = Membership.objects.filter(pk__in=accepted, state=states.MEMBER).select_related("person", "space")
        rows = rows.exclude(pk=decision.voiced_by_id)
        return list(rows.order_by("pk"))
