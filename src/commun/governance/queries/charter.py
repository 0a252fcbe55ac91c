"""The texts of the group as people read them: today or on any day, an article's history, who accepted what."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext as _

from commun.core import scope, urls
from commun.core.models import Fact, Space
from commun.core.registries import DigestEvent, Subject, TodoItem
from commun.core.urls import here
from commun.governance import gates, states
from commun.governance.charter_text import ArticleWords, fingerprint, write_markdown
from commun.governance.journal import charter as facts
from commun.governance.models import Acceptance, Article, ArticleVersion, GroupText, Membership
from commun.people.models import Person


@dataclass(frozen=True)
class ArticleLine:
    """One article in force, and the acts that it holds back in words."""

    article: Article
    version: ArticleVersion
    acts: Sequence[str]


@dataclass(frozen=True)
class TextPage:
    """A text as it stands (or stood on ``day``), and what was answered to its major version."""

    text: GroupText
    lines: Sequence[ArticleLine]
    edition: str
    day: dt.date | None
    accepted_by: Sequence[Membership]
    silent_count: int
    mine: Acceptance | None

    @property
    def awaits_me(self) -> bool:
        """Nothing was answered yet to the major version in force."""
        return self.text.asks_acceptance and self.day is None and self.mine is None


def texts_of(space: Space) -> list[GroupText]:
    """The texts of the group, the oldest first. 1 query."""
    with scope.use(space):
        return list(GroupText.objects.select_related("decision"))


def text_page(member: Membership, text: GroupText, day: dt.date | None = None) -> TextPage:
    """One text with its articles in force. 3 queries."""
    with scope.use(member.space_id):
        versions = list(_versions_on(text, day).select_related("article", "decision"))
        answers = Acceptance.objects.filter(text=text, major=text.major).select_related("membership__person")
        answered = [one for one in answers if one.membership.is_current]
        awake = Membership.objects.filter(state=states.MEMBER).count()
    accepted = sorted((one.membership for one in answered if one.is_accepted), key=lambda one: one.person.sort_key)
    lines = [
        ArticleLine(one.article, one, [gates.label_of(name) for name in one.gates])
        for one in sorted(versions, key=lambda one: one.article.number)
        if not one.is_withdrawn
    ]
    newest = max(((one.major, one.minor) for one in versions), default=(text.major, text.minor))
    return TextPage(
        text=text,
        lines=lines,
        edition=f"{newest[0]}.{newest[1]}" if day else text.edition,
        day=day,
        accepted_by=accepted,
        silent_count=max(0, awake - sum(one.membership.state == states.MEMBER for one in answered)),
        mine=next((one for one in answered if one.membership_id == member.pk), None),
    )


def _versions_on(text: GroupText, day: dt.date | None) -> Any:
    rows = ArticleVersion.objects.filter(article__text=text)
    if day is None:
        return rows.filter(number=F("article__version"))
    last = (
        rows.filter(in_force_from__lte=day)
        .values("article")
        .annotate(last=Max("number"))
        .values_list("article", "last")
    )
    wanted = dict(last)
    keep = [one.pk for one in rows.filter(article__in=wanted) if one.number == wanted[one.article_id]]
    return rows.filter(pk__in=keep)


@dataclass(frozen=True)
class PastVersion:
    """One version of an article, what it changed, and whether its words are still those adopted."""

    version: ArticleVersion
    before: str
    after: str
    holds: bool


def history_of(article: Article) -> list[PastVersion]:
    """Every version, the last first, each with what it changes in the one before. 2 queries."""
    with scope.use(article.space_id):
        rows = list(article.versions.select_related("decision").order_by("number"))
        told = Fact.objects.filter(about_kind=facts.ARTICLE, about_ref=article.ref, name__in=facts.CHANGES)
        marks = {fact.data["version"]: fact.data["fingerprint"] for fact in told}
    found, before = [], ""
    for row in rows:
        after = "" if row.is_withdrawn else f"{row.title}\n\n{row.body}"
        mark = fingerprint(ArticleWords(row.title, row.body, row.scope_of, sorted(row.gates)))
        holds = mark == row.fingerprint == marks.get(row.number, row.fingerprint)
        found.append(PastVersion(row, before, after, holds))
        before = after
    return found[::-1]


def acceptances_of(text: GroupText) -> list[tuple[int, list[Acceptance]]]:
    """Who accepted which major version, the last version first, people by name. 1 query."""
    with scope.use(text.space_id):
        rows = Acceptance.objects.filter(text=text, is_accepted=True).select_related("membership__person")
        answers = sorted(rows, key=lambda one: (one.membership.person.sort_key, one.pk))
    majors = sorted({text.major, *(one.major for one in answers)}, reverse=True)
    return [(major, [one for one in answers if one.major == major]) for major in majors]


# -- files -------------------------------------------------------------------------------------------------------


def as_markdown(page: TextPage) -> str:
    """The text as Markdown: read again, it gives the same articles."""
    articles = [(line.article.number, _words(line.version)) for line in page.lines]
    return write_markdown(page.text.title, articles, _("Scope"))


def as_dict(page: TextPage) -> dict[str, Any]:
    """The text in plain values."""
    return {
        "format": "commun.text/1",
        "ref": page.text.ref,
        "nature": page.text.kind,
        "title": page.text.title,
        "binds": page.text.bindingness,
        "edition": page.edition,
        "articles": [_article(line) for line in page.lines],
    }


def _article(line: ArticleLine) -> dict[str, Any]:
    version = line.version
    return {
        "number": line.article.number,
        **_words(version).as_dict(),
        "version": version.number,
        "in_force_from": version.in_force_from.isoformat(),
        "decision": version.decision.number,
        "fingerprint": version.fingerprint,
    }


def _words(version: ArticleVersion) -> ArticleWords:
    return ArticleWords(version.title, version.body, version.scope_of, sorted(version.gates), version.review_on)


# -- what the rest of the house is told --------------------------------------------------------------------------


def texts_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """Texts by their title. One query."""
    rows = GroupText.objects.filter(ref__in=list(references)).values_list("ref", "title")
    return {ref: Subject(title, here(space.slug, "governance:text", text=ref)) for ref, title in rows}


def articles_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """Articles by their text and title. One query."""
    rows = ArticleVersion.objects.filter(article__ref__in=list(references), number=F("article__version"))
    found = rows.values_list("article__ref", "article__text__title", "article__number", "title")
    return {
        ref: Subject(
            _("%(text)s, article %(number)s (%(title)s)") % {"text": text, "number": number, "title": title},
            here(space.slug, "governance:article", article=ref),
        )
        for ref, text, number, title in found
    }


def awaiting(person: Person) -> list[tuple[GroupText, bool]]:
    """Texts that ask the person for an answer, and whether they answered an earlier version. 2 queries."""
    with scope.everywhere("a person's own groups"):
        mine = Membership.objects.filter(person=person, state=states.MEMBER).values("space")
        asking = GroupText.objects.filter(space__in=mine).exclude(bindingness=GroupText.Bindingness.GUIDE)
        texts = list(asking.select_related("space").order_by("pk"))
        if not texts:
            return []
        answers = Acceptance.objects.filter(text__in=texts, membership__person=person).values_list("text", "major")
        given: Mapping[int, set[int]] = {}
        for text, major in answers:
            given = {**given, text: {*given.get(text, set()), major}}
    return [(text, bool(given.get(text.pk))) for text in texts if text.major not in given.get(text.pk, set())]


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """A text that asks whether one accepts it. Answering « not now » is an answer: the line goes."""
    for text, is_again in awaiting(person):
        title = _("Read again and answer: %(text)s") if is_again else _("Read and answer: %(text)s")
        yield TodoItem(
            key=f"governance.text:{text.pk}:{text.major}",
            title=title % {"text": text.title},
            url=here(text.space.slug, "governance:text", text=text.ref),
            reason=_("“%(group)s” asks each person whether they accept version %(version)s. “Not now” is an answer.")
            % {"group": text.space.name, "version": text.major},
        )


def digest_events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """What changed in the texts of the person's groups, newest first."""
    with scope.everywhere("a person's own groups"):
        rows = Membership.objects.filter(person=person, state=states.MEMBER).select_related("space")
        spaces = {row.space_id: row.space for row in rows}
    if not spaces:
        return
    with scope.use(*spaces):
        told = list(
            Fact.objects.filter(name__in=facts.CHANGES, at__gt=since, at__lte=until).order_by("-at", "-pk")[:100]
        )
        called: dict[tuple[int, str], Subject] = {}
        for space in spaces.values():
            here_told = [fact for fact in told if fact.space_id == space.pk]
            texts = [fact.about_ref for fact in here_told if fact.about_kind == facts.TEXT]
            articles = [fact.about_ref for fact in here_told if fact.about_kind == facts.ARTICLE]
            found = (texts_called(space, texts) if texts else {}) | (
                articles_called(space, articles) if articles else {}
            )
            called |= {(space.pk, ref): subject for ref, subject in found.items()}
    waiting = {text.ref: text.major for text, _is_again in awaiting(person)}
    for fact in told:
        subject, space = called.get((fact.space_id, fact.about_ref)), spaces[fact.space_id]
        if subject is None:
            continue
        # A change that asks for an answer leads to where it is given, with all that changed since one's last one.
        text = fact.about_ref if fact.about_kind == facts.TEXT else fact.data["text"]
        version = waiting.get(text) if fact.data.get("is_major", True) else None
        words = {"group": space.name, "version": version}
        yield DigestEvent(
            key=f"governance.charter:{fact.pk}",
            at=fact.at,
            title=_sentence(fact) % {"about": subject.title},
            url=urls.absolute(here(space.slug, "governance:text", text=text) if version else subject.url),
            reason=_("In “%(group)s”: it asks whether you accept version %(version)s.") % words
            if version
            else _("In “%(group)s”.") % words,
        )


def _sentence(fact: Fact) -> str:
    return {
        facts.TEXT_ADOPTED: _("Adopted: %(about)s"),
        facts.ARTICLE_ADDED: _("New article: %(about)s"),
        facts.ARTICLE_CHANGED: _("Changed: %(about)s"),
        facts.ARTICLE_WITHDRAWN: _("Withdrawn: %(about)s"),
    }[fact.name]


def export(person: Person) -> list[Any]:
    """What the person answered to the texts of their groups."""
    with scope.everywhere("a person's own data"):
        rows = list(Acceptance.objects.filter(membership__person=person).select_related("text", "space").order_by("pk"))
    return [
        {
            _("group"): row.space.name,
            _("text"): row.text.title,
            _("major version"): row.major,
            _("accepted"): row.is_accepted,
            _("answered at"): row.at,
        }
        for row in rows
    ]
