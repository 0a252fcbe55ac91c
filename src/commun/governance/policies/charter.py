"""Who may answer to a text, and the gates that an article puts before an act. Getters raise NotFound."""

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Space
from commun.governance import gates, policies, states
from commun.governance.models import Acceptance, Article, ArticleVersion, GroupText, Membership, MembershipRules


def text_for(member: Membership, ref: str) -> GroupText:
    """A text of the member's group, else NotFound. 1 query."""
    with scope.use(member.space_id):
        found = GroupText.objects.select_related("space", "decision").filter(ref=ref).first()
    if found is None or not policies.is_inside(member):
        raise NotFound
    return found


def article_for(member: Membership, ref: str) -> Article:
    """An article of a text of the member's group, else NotFound. 1 query."""
    with scope.use(member.space_id):
        found = Article.objects.select_related("space", "text__space").filter(ref=ref).first()
    if found is None or not policies.is_inside(member):
        raise NotFound
    return found


def can_propose(member: Membership) -> bool:
    """Any awake member may propose a text or a change: the group decides."""
    return member.state == states.MEMBER


def can_answer(member: Membership, text: GroupText) -> bool:
    """Each awake member answers for themselves, where the text asks."""
    return member.state == states.MEMBER and member.space_id == text.space_id and text.asks_acceptance


def closed_by(member: Membership, act: str) -> list[ArticleVersion]:
    """Articles in force that ask to have accepted their text before ``act``, and the member has not. 1 query."""
    with scope.use(member.space_id):
        mine = Acceptance.objects.filter(
            text=OuterRef("article__text"),
            major=OuterRef("article__text__major"),
            membership=member.pk,
            is_accepted=True,
        )
        found = ArticleVersion.objects.filter(
            ~Exists(mine), gates__contains=[act], is_withdrawn=False, number=F("article__version")
        )
        asking = found.exclude(article__text__bindingness=GroupText.Bindingness.GUIDE)
        return list(asking.select_related("article__text").order_by("article__text", "article__number"))


def refuse_behind_gate(member: Membership, act: str) -> None:
    """Raises Refused when an article asks for an acceptance that the member has not given; says where to give it."""
    closed = closed_by(member, act)
    if closed:
        first = closed[0]
        words = {
            "number": first.article.number,
            "article": first.title,
            "text": first.article.text.title,
            "version": first.article.text.major,
            "act": gates.label_of(act),
        }
        raise Refused(
            _(
                "Article %(number)s (“%(article)s”) of “%(text)s” asks to have accepted its version %(version)s in "
                "order to %(act)s. Read it on the page “Charter” and say whether you accept it; everything else "
                "stays open to you."
            )
            % words
        )


def rules_of(space: Space) -> MembershipRules:
    """The group's rules of membership; those of a group that decided nothing are the defaults. 1 query."""
    with scope.use(space):
        return MembershipRules.objects.filter(space=space).first() or MembershipRules(space=space)
