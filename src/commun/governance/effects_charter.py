"""What a decision may change in the texts of the group: adopt one; add, change or withdraw an article (M5, C25)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import gates
from commun.governance.actions import charter
from commun.governance.actions.decision_moves import refuse_too_far
from commun.governance.charter_text import ArticleWords, fingerprint, words_of
from commun.governance.effects import DiffLine, Effect, differing, effects
from commun.governance.journal import charter as facts
from commun.governance.models import Article, ArticleVersion, Decision, GroupText
from commun.governance.notifications import charter as notifications
from commun.ui.dates import day

Change = Mapping[str, Any]
Actor = journal.Person | journal.Rule
TEXT, ARTICLE = "charter.text", "charter.article"
ADD, CHANGE, WITHDRAW = "add", "change", "withdraw"


def is_major(change: Change) -> bool:
    """A whole text, or a change of an article after which everybody is asked again: the major one, unless said."""
    return change.get("kind") == TEXT or (change.get("kind") == ARTICLE and bool(change.get("is_major", True)))


def register() -> None:
    """Called once the room is ready."""
    text, article = gettext_lazy("Adopts a text of the group"), gettext_lazy("Changes an article")
    effects.add(TEXT, Effect(text, check_text, diff_text, apply_text, past=past_text))
    effects.add(ARTICLE, Effect(article, check_article, diff_article, apply_article, past=past_article))


# -- a whole text ------------------------------------------------------------------------------------------------


def check_text(space: Space, change: Change) -> None:
    """Raises Refused when the text could not be written."""
    title = " ".join(str(change.get("title", "")).split())
    if not title or len(title) > charter.LONGEST_TITLE:
        raise Refused(_("Give the text a title of 120 signs at most."))
    if change.get("text_kind") not in GroupText.Kind.values:
        raise Refused(_("Say what this text is: a charter, rules, statutes…"))
    if change.get("bindingness") not in GroupText.Bindingness.values:
        raise Refused(_("Say how this text binds."))
    articles = _articles(change)
    if not articles:
        raise Refused(_("A text has at least one article."))
    if len(articles) > charter.MOST_ARTICLES:
        raise Refused(_("At most 100 articles: nobody would read more."))
    for words in articles:
        charter.check_words(words, asks=change["bindingness"] != GroupText.Bindingness.GUIDE)
    with scope.use(space):
        if GroupText.objects.filter(kind=change["text_kind"], title__iexact=title).exists():
            raise Refused(_("The group already has a text of this name: change its articles."))


def diff_text(space: Space, change: Change) -> list[DiffLine]:
    """The whole text, article by article: all of it is new."""
    kind = GroupText.Kind(change["text_kind"]).label
    binds = GroupText.Bindingness(change["bindingness"]).label
    lines = [DiffLine(_("Text"), after=f"{change['title']} ({kind})"), DiffLine(_("How it binds"), after=str(binds))]
    for number, words in enumerate(_articles(change), start=1):
        label = _("Article %(number)s") % {"number": number}
        lines.append(DiffLine(label, after="\n".join(value for _label, value in article_lines(words))))
    return lines


def apply_text(decision: Decision, change: Change, actor: Actor) -> None:
    """Write exactly this text, version 1.0."""
    text = charter.write_text(
        space=decision.space,
        decision=decision,
        kind=change["text_kind"],
        title=" ".join(change["title"].split()),
        bindingness=change["bindingness"],
        articles=_articles(change),
    )
    data = {"decision": decision.ref, "major": 1, "fingerprints": [fingerprint(one) for one in _articles(change)]}
    journal.record(facts.TEXT_ADOPTED, space=decision.space, actor=actor, about=(facts.TEXT, text.ref), data=data)


def past_text(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """The text as it was adopted: it is written in the decision."""
    return {pk: diff_text(space, change) for pk, change in changes.items()}


def _articles(change: Change) -> list[ArticleWords]:
    said = change.get("articles")
    return [_words(one) for one in said] if isinstance(said, list) else []


# -- one article -------------------------------------------------------------------------------------------------


def check_article(space: Space, change: Change) -> None:
    """Raises Refused when the article could not be written as things stand: it changed since, say."""
    text, article, current = _found(space, change)
    if article is not None and (current is None or current.number != change.get("base")):
        raise Refused(_("This article changed since this was proposed: propose it again from its words of today."))
    if current is not None and current.is_withdrawn and change.get("op") == WITHDRAW:
        raise Refused(_("This article is withdrawn already."))
    if change.get("op") == WITHDRAW:
        return
    words = _words(change)
    charter.check_words(words, asks=text.asks_acceptance)
    if current is not None and not current.is_withdrawn and words == words_of_version(current):
        raise Refused(_("Nothing changes in this article."))
    if words.review_on is not None and words.review_on <= clock.today():
        raise Refused(_("Choose a day to come for the review."))
    if words.review_on is not None:
        refuse_too_far(words.review_on)


def diff_article(space: Space, change: Change) -> list[DiffLine]:
    """Line by line: what the article says now, what it would say; then what the change asks of people."""
    text, article, current = _found(space, change)
    before = _lines_in(current)
    after = {} if change.get("op") == WITHDRAW else dict(article_lines(_words(change)))
    lines = _differing(before, after)
    name = _("%(text)s, article %(number)s") if article else _("%(text)s, new article")
    words = {"text": text.title, "number": article.number if article else 0}
    edition = _edition_after(text, change)
    return [DiffLine(name % words, text.edition, edition), *lines, *_asked(text, change)]


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[DiffLine]:
    return differing([*after, *before], before, after)


def past_article(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """What each changed in the version before its own, whatever was adopted since. 2 queries."""
    with scope.use(space):
        mine = ArticleVersion.objects.filter(decision__in=changes).values_list("article__text", flat=True)
        rows = ArticleVersion.objects.filter(article__text__in=list(mine)).select_related("article__text")
        versions = list(rows.order_by("pk"))
    found: dict[int, list[DiffLine]] = {}
    before: dict[int, ArticleVersion] = {}
    editions: dict[int, str] = {}
    for one in versions:
        text, edition = one.article.text, f"{one.major}.{one.minor}"
        if one.decision_id in changes:
            name = _("%(text)s, article %(number)s") % {"text": text.title, "number": one.article.number}
            head = DiffLine(name, editions.get(text.pk, ""), edition)
            found[one.decision_id] = [head, *_differing(_lines_in(before.get(one.article_id)), _lines_in(one))]
        before[one.article_id], editions[text.pk] = one, edition
    return found


def _lines_in(version: ArticleVersion | None) -> dict[str, str]:
    """What a version says, by label; nothing where there is none or it withdraws the article."""
    return {} if version is None or version.is_withdrawn else dict(article_lines(words_of_version(version)))


def _asked(text: GroupText, change: Change) -> list[DiffLine]:
    if not is_major(change) or not text.asks_acceptance:
        return []
    return [DiffLine(_("Acceptance"), after=_("each person is asked again whether they accept the text"))]


def _edition_after(text: GroupText, change: Change) -> str:
    return f"{text.major + 1}.0" if is_major(change) else f"{text.major}.{text.minor + 1}"


def apply_article(decision: Decision, change: Change, actor: Actor) -> None:
    """Write exactly this version, by this decision."""
    space = decision.space
    text, article, current = _found(space, change)
    weighs = is_major(change)
    text = charter.raise_edition(text, is_major=weighs)
    is_withdrawn = change.get("op") == WITHDRAW
    words = words_of_version(current) if is_withdrawn and current else _words(change)
    fact = {ADD: facts.ARTICLE_ADDED, CHANGE: facts.ARTICLE_CHANGED}.get(str(change["op"]), facts.ARTICLE_WITHDRAWN)
    row = article or charter.add_article(text)
    version = charter.write_version(
        text=text, article=row, words=words, decision=decision, is_major=weighs, is_withdrawn=is_withdrawn
    )
    data = {
        "text": text.ref,
        "decision": decision.ref,
        "version": version.number,
        "edition": text.edition,
        "is_major": weighs,
        "fingerprint": version.fingerprint,
    }
    journal.record(fact, space=space, actor=actor, about=(facts.ARTICLE, row.ref), data=data)
    if weighs:
        notifications.asked_again(text, version, decision)


def _found(space: Space, change: Change) -> tuple[GroupText, Article | None, ArticleVersion | None]:
    """The text, the article that exists already and its version in force. Raises Refused."""
    op = change.get("op")
    if op not in {ADD, CHANGE, WITHDRAW}:
        raise Refused(_("This is not a change of an article."))
    with scope.use(space):
        text = GroupText.objects.select_related("space").filter(ref=change.get("text")).first()
        if text is None:
            raise Refused(_("There is no such text in the group."))
        if op == ADD:
            return text, None, None
        article = Article.objects.filter(text=text, ref=change.get("article")).first()
        if article is None:
            raise Refused(_("There is no such article in this text."))
        return text, article, ArticleVersion.objects.filter(article=article, number=article.version).first()


def _words(said: Any) -> ArticleWords:
    try:
        return words_of(said)
    except (TypeError, ValueError, AttributeError) as wrong:
        raise Refused(_("This article cannot be read.")) from wrong


def words_of_version(version: ArticleVersion) -> ArticleWords:
    """What a version says."""
    return ArticleWords(version.title, version.body, version.scope_of, sorted(version.gates), version.review_on)


def article_lines(words: ArticleWords) -> list[tuple[str, str]]:
    """What an article says, by label, without what it leaves empty."""
    lines = [
        (_("Title"), words.title),
        (_("Text"), words.body),
        (_("Scope"), words.scope_of),
        (_("Asks to have accepted the text in order to"), ", ".join(gates.label_of(name) for name in words.gates)),
        (_("Looked at again on"), day(words.review_on, year=True) if words.review_on else ""),
    ]
    return [(label, text) for label, text in lines if text]
