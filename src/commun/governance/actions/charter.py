"""Verbs about the texts of the group: proposing a change, and answering to what was adopted.

What a decision changes is written by ``effects_charter`` through the functions below, inside the adopting transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance import gates
from commun.governance.actions import decisions
from commun.governance.actions.places import hold, self_of
from commun.governance.charter_text import ArticleWords, fingerprint
from commun.governance.journal import charter as facts
from commun.governance.models import Acceptance, Article, ArticleVersion, Decision, GroupText, Membership
from commun.governance.policies import charter as policies

Actor = journal.Person | journal.Rule
LONGEST_TITLE, LONGEST_BODY, LONGEST_SCOPE, MOST_ARTICLES = 120, 8000, 200, 100


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes to write: the change itself, and why."""

    title: str
    why: str
    change: Mapping[str, Any]
    subject: str = ""


@transaction.atomic
def propose_charter_change(*, by: Membership, proposal: Proposal) -> Decision:
    """Put a change of a text (or of the rules of membership) to the group, as a decision. Raises Refused."""
    draft = decisions.Draft(
        title=shortened(proposal.title, 200),
        text=proposal.why,
        subject=proposal.subject,
        concerned=_("The whole group"),
        change=proposal.change,
    )
    decision = decisions.voice(by=by, draft=draft)
    return decisions.propose(by=by, decision=decision)


def shortened(text: str, most: int) -> str:
    """One line of at most ``most`` signs."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


@transaction.atomic
def answer_to_text(*, by: Membership, text: GroupText, major: int, is_accepted: bool) -> Acceptance:
    """Say « I accept » or « not now » to one major version; said again, it replaces what was said. Raises Refused."""
    if not policies.can_answer(by, text):
        raise Refused(_("This text asks nothing of you."))
    with scope.use(by.space_id):
        row = GroupText.objects.select_for_update().get(pk=text.pk)
        if row.major != major:
            raise Refused(_("The text changed meanwhile: read the version in force, then answer."))
        before = Acceptance.objects.filter(text=row, membership=by, major=major).first()
        if before is not None and before.is_accepted == is_accepted:
            return before
        said = {"is_accepted": is_accepted, "at": clock.now()}
        found, _is_new = Acceptance.objects.update_or_create(
            space_id=by.space_id, text=row, membership=by, major=major, defaults=said
        )
    journal.record(
        facts.ACCEPTED if is_accepted else facts.DECLINED,
        space=by.space,
        actor=self_of(by),
        about=(facts.TEXT, text.ref),
        data={"major": major},
    )
    return found


# -- what decisions write ----------------------------------------------------------------------------------------


def check_words(words: ArticleWords, *, asks: bool) -> None:
    """Raises Refused for an article that cannot be kept; ``asks``: its text asks to be accepted."""
    if not words.title or not words.body:
        raise Refused(_("An article has a title and a text."))
    if len(words.title) > LONGEST_TITLE or len(words.body) > LONGEST_BODY or len(words.scope_of) > LONGEST_SCOPE:
        raise Refused(_("An article has a title of 120 signs and a text of 8,000 at most: make two of it."))
    if not set(words.gates) <= set(gates.gates.names()):
        raise Refused(_("An article can only name acts of the list."))
    if words.gates and not asks:
        raise Refused(_("This text only guides: nobody accepts it, so it can hold no act back."))


def write_text(
    *, space: Space, decision: Decision, kind: str, title: str, bindingness: str, articles: Sequence[ArticleWords]
) -> GroupText:
    """A new text with its articles, version 1.0, in force from today."""
    hold(space)
    with scope.use(space):
        text = GroupText(
            space=space,
            kind=kind,
            title=title,
            bindingness=bindingness,
            major=1,
            decision=decision,
            since=clock.today(),
        )
        text.save()
        for number, words in enumerate(articles, start=1):
            article = Article(space=space, text=text, number=number)
            article.save()
            write_version(text=text, article=article, words=words, decision=decision, is_major=True)
    return text


def raise_edition(text: GroupText, *, is_major: bool) -> GroupText:
    """The next edition of a text, the row held: a major one asks everybody again."""
    with scope.use(text.space_id):
        row = GroupText.objects.select_for_update(of=("self",)).select_related("space").get(pk=text.pk)
    row.major, row.minor = (row.major + 1, 0) if is_major else (row.major, row.minor + 1)
    row.save(update_fields=["major", "minor"])
    return row


def add_article(text: GroupText) -> Article:
    """The next number of a text; numbers are never given twice."""
    with scope.use(text.space_id):
        last: int | None = Article.objects.filter(text=text).aggregate(last=Max("number"))["last"]
        article = Article(space_id=text.space_id, text=text, number=(last or 0) + 1)
        article.save()
    return article


def write_version(
    *,
    text: GroupText,
    article: Article,
    words: ArticleWords,
    decision: Decision,
    is_major: bool,
    is_withdrawn: bool = False,
) -> ArticleVersion:
    """The next version of an article, in the edition that ``text`` has now."""
    with scope.use(text.space_id):
        row = Article.objects.select_for_update().get(pk=article.pk)
        row.version += 1
        row.save(update_fields=["version"])
        return ArticleVersion.objects.create(
            space_id=text.space_id,
            article=row,
            number=row.version,
            title=words.title,
            body=words.body,
            scope_of=words.scope_of,
            gates=list(words.gates),
            review_on=words.review_on,
            is_withdrawn=is_withdrawn,
            is_major=is_major,
            major=text.major,
            minor=text.minor,
            in_force_from=clock.today(),
            decision=decision,
            fingerprint=fingerprint(words),
        )
