"""A text written together with a remark, a suggestion and a version, as ``samples`` makes the others."""

from collections.abc import Callable
from typing import Any

from commun.core import scope
from commun.core.models import Space, WrittenText
from commun.core.writing import access, actions, remarks, versions
from commun.governance.models import Membership

KIND = "tests.sample"
# The room that owns a text says who reads it: the matrix tries the doors before it.
access.owners.add(
    KIND,
    access.Owner(
        right=lambda _person, _text: access.Right(may_read=True, may_write=True),
        title=lambda _text: "Méthode",
        url=lambda _text: "",
    ),
)


def _text(space: Space, member: Membership) -> WrittenText:
    with scope.use(space):
        text = actions.create_text(
            space=space, kind=KIND, reference="1", author=member.person_id, markdown_="Un mot seul."
        )
        text.space = space
        return text


def _comment(space: Space, member: Membership) -> int:
    with scope.use(space):
        return remarks.comment(text=_text(space, member), author=member.person_id, words="Oui").pk


def _suggestion(space: Space, member: Membership) -> int:
    passage = remarks.Passage("Un mot")
    with scope.use(space):
        text = _text(space, member)
        return remarks.suggest(text=text, author=member.person_id, passage=passage, proposal="Une phrase").pk


def _version(space: Space, member: Membership) -> int:
    with scope.use(space):
        return versions.name_version(text=_text(space, member), author=member.person_id, name="Avant").pk


SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {
    "written": lambda space, member: _text(space, member).ref,
    "text_comment": _comment,
    "text_suggestion": _suggestion,
    "text_version": _version,
    "file_format": lambda _space, _member: "md",
}
