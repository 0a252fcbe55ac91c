"""What changed in a text since the version that a person accepted last: read before one answers to another."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Fact
from commun.governance import gates
from commun.governance.journal import charter as facts
from commun.governance.models import Acceptance, Article, ArticleVersion, GroupText, Membership


@dataclass(frozen=True)
class ChangedArticle:
    """One article as the person accepted it, and as it is now; empty where it is new, or withdrawn."""

    article: Article
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class SinceAccepted:
    """What changed since ``accepted``, the last version that the person accepted; None: they accepted none yet."""

    accepted: Acceptance | None
    articles: Sequence[ChangedArticle]


def since_accepted(member: Membership, text: GroupText) -> SinceAccepted:
    """Article by article, what is not as it was when the person last accepted. At most 3 queries."""
    with scope.use(text.space_id):
        mine = Acceptance.objects.filter(text=text, membership=member, is_accepted=True)
        accepted = mine.order_by("-major").first()
        if accepted is None:
            return SinceAccepted(None, [])
        rows = ArticleVersion.objects.filter(article__text=text).select_related("article")
        versions = list(rows.order_by("article__number", "number"))
        refs = {row.article.ref for row in versions}
        told = Fact.objects.filter(about_kind=facts.ARTICLE, about_ref__in=refs, name__in=facts.CHANGES)
        later = {(fact.about_ref, fact.data["version"]) for fact in told.filter(at__gt=accepted.at)}
    read: dict[int, ArticleVersion] = {}
    now: dict[int, ArticleVersion] = {}
    for row in versions:
        now[row.article_id] = row
        if row.major <= accepted.major and (row.article.ref, row.number) not in later:
            read[row.article_id] = row
    found = [_changed(read.get(key), row) for key, row in now.items()]
    return SinceAccepted(accepted, [one for one in found if one.before != one.after])


def _changed(before: ArticleVersion | None, now: ArticleVersion) -> ChangedArticle:
    is_renamed = before is not None and before.title != now.title
    return ChangedArticle(now.article, now.title, _words(before, is_renamed), _words(now, is_renamed))


def _words(version: ArticleVersion | None, is_renamed: bool) -> str:
    """What is accepted with an article: its text, whom it speaks of, the acts it holds back; its title if it moved."""
    if version is None or version.is_withdrawn:
        return ""
    title = version.title if is_renamed else ""
    whom = _("Scope: %(scope)s") % {"scope": version.scope_of} if version.scope_of else ""
    said = _("asks to have accepted this text in order to %(act)s")
    acts = [said % {"act": gates.label_of(name)} for name in sorted(version.gates)]
    return "\n\n".join(part for part in (title, version.body, whom, *acts) if part)
