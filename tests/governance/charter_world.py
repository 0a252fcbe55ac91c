"""Texts of a group, adopted through the doors."""

from typing import Any

from commun.core import journal, scope
from commun.governance import actions
from commun.governance.models import Article, ArticleVersion, Decision, GroupText, Membership

GATE = "tenders.declare_intention"


def words(title: str = "On se parle", body: str = "Tout se dit, avec soin.", **fields: Any) -> dict[str, Any]:
    return {"title": title, "body": body, "scope": "", "gates": [], "review_on": None, **fields}


def text_change(*articles: dict[str, Any], **fields: Any) -> dict[str, Any]:
    start = {"kind": "charter.text", "text_kind": "charter", "title": "Notre charte", "bindingness": "engage"}
    return {**start, "articles": list(articles) or [words()], **fields}


def propose(by: Membership, change: dict[str, Any], title: str = "Changer la charte") -> Decision:
    return actions.propose_charter_change(by=by, proposal=actions.Proposal(title=title, why="", change=change))


def decide(by: Membership, change: dict[str, Any]) -> Decision:
    return actions.adopt(decision=propose(by, change), actor=journal.Person(by.person_id))


def charter(by: Membership, *articles: dict[str, Any], **fields: Any) -> GroupText:
    decide(by, text_change(*articles, **fields))
    return last_text(by)


def last_text(by: Membership) -> GroupText:
    with scope.use(by.space):
        return GroupText.objects.select_related("space").order_by("-pk")[0]


def article(text: GroupText, number: int = 1) -> Article:
    with scope.use(text.space):
        return Article.objects.select_related("text__space", "space").get(text=text, number=number)


def current(text: GroupText, number: int = 1) -> ArticleVersion:
    row = article(text, number)
    with scope.use(text.space):
        return ArticleVersion.objects.select_related("article", "decision").get(article=row, number=row.version)


def article_change(text: GroupText, number: int = 1, **fields: Any) -> dict[str, Any]:
    now = current(text, number)
    said = {"title": now.title, "body": now.body, "scope": now.scope_of, "gates": now.gates, "review_on": None}
    base = {"kind": "charter.article", "op": "change", "text": text.ref, "article": article(text, number).ref}
    return {**base, "base": now.number, "is_major": True, **said, **fields}
