"""N1, N2, N4 for the whole house: each mail has a kind, says why it came, bears a way out, and leaves once.

The sources are read, so that a new letter cannot be forgotten.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from commun.core import mail, mail_kinds, registries
from commun.core.mail_kinds import MailKind, Nature
from commun.core.models import OutgoingMail
from commun.governance import mail_levels
from commun.governance import notifications as letters
from commun.governance.models import Membership
from tests.support.world import Group, make_member, make_person

SOURCES = Path(mail.__file__).parents[1]
# The only places that put something in the outbox: every other one goes through the doors of ``governance``.
OUTBOX = {
    "core/mail.py", "people/notifications.py", "people/digest_mail.py", "people/replies.py",
    "governance/notifications/__init__.py", "governance/notifications/convening.py",
    "governance/notifications/meetings.py", "tenders/notifications.py", "exchange/notifications/list_care.py",
    "exchange/notifications/list_digests.py",
}  # fmt: skip
BEGINNING = re.compile(r"(?:governance|exchange|bids|value|tenders|people)\.[a-z_.-]+(?=:|$)")
Level = Membership.Mails


@cache
def trees() -> dict[str, ast.Module]:
    """Every source that writes mails or hands them to the outbox."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        name = str(path.relative_to(SOURCES))
        if "notifications" in name or name in OUTBOX or name.endswith(("digests.py", "queries/minutes.py")):
            found[name] = ast.parse(path.read_text())
    return found


def texts_of(node: ast.AST) -> list[str]:
    """Every piece of text written in it, the first part of one that is filled in."""
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def kinds_written() -> set[str]:
    """Beginnings of keys in the sources."""
    found = set()
    for name, tree in trees().items():
        if name.endswith("kinds.py"):
            continue
        declared = {id(one) for call in calls(tree, "declare") for one in ast.walk(call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in declared:
                match = BEGINNING.match(node.value)
                if match is not None and (
                    node.value[match.end() :][:1] == ":" or match.group() in mail_kinds.kinds.names()
                ):
                    found.add(match.group())
    return found


def calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    """Calls of a function by its bare name, or as a part of something."""
    found = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    return [one for one in found if getattr(one.func, "id", getattr(one.func, "attr", "")) in names]


def in_groups() -> list[MailKind]:
    """Kinds that a level of a group decides about."""
    return [one for one in mail_kinds.kinds if one.nature not in {Nature.OWED, Nature.OWN}]


def test_nothing_else_puts_mails_in_the_outbox() -> None:
    found = set()
    for path in SOURCES.rglob("*.py"):
        text = path.read_text()
        if re.search(
            r"\b(?:mail|outbox)\.(?:send|send_many|Letter)\(|OutgoingMail\.objects\.(?:create|bulk_create|get_or)", text
        ):
            found.add(str(path.relative_to(SOURCES)))
    assert found <= OUTBOX


def test_every_letter_has_a_declared_kind_and_every_kind_a_letter() -> None:
    written = kinds_written()
    assert len(written) > 60
    assert written - set(mail_kinds.kinds.names()) == set()
    # Kinds of the person's own mails have no room before them.
    declared = {name for name in mail_kinds.kinds.names() if "." in name}
    assert declared - written == set()


def test_a_mail_of_the_account_has_a_kind() -> None:
    pages = {path.stem for path in (SOURCES / "people/templates/people/mails").glob("*.txt")}
    known = {"sign_in_code": "code", "no_account": "no-account", "answer": "people.answer"}
    assert {known.get(page, page) for page in pages} <= set(mail_kinds.kinds.names())


def test_every_letter_says_why_it_came() -> None:
    silent = [
        f"{name}:{call.lineno}"
        for name, tree in trees().items()
        for call in calls(tree, "Letter")
        if isinstance(call.func, ast.Name) and not any(one.arg == "why" for one in call.keywords)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("governance/templates/governance/mails/letter", ["letter.why", "mails/_way_out."]),
        ("governance/templates/governance/mails/minutes", ["why", "mails/_way_out."]),
        ("tenders/templates/tenders/mails/notice_changed", ["You receive this message because", "mails/_way_out."]),
        ("exchange/templates/exchange/lists/mails/summary", ["reading_url", "stop_url"]),
        ("people/templates/people/mails/digest", ["You receive this digest", "stop_url"]),
    ],
)
def test_every_page_of_a_mail_says_why_and_bears_a_way_out(page: str, words: list[str]) -> None:
    for kind in ("txt", "html"):
        text = (SOURCES / f"{page}.{kind}").read_text()
        assert [one for one in words if one not in text] == []


def test_a_key_depends_on_what_happened_and_on_nothing_else() -> None:
    """Told again, the same thing has the same key; a receipt asked for again is another, at most one a minute."""
    drawn = []
    for name, tree in trees().items():
        for call in calls(tree, "_to_member", "_to_person", "_send", "send", "Letter", "answer", "summary"):
            key = next((one.value for one in call.keywords if one.arg == "key"), call.args[0] if call.args else None)
            if key is not None and re.search(r"uuid|clock\.now|random|secrets", ast.unparse(key)):
                drawn.append(f"{name}: {ast.unparse(key)}")
    # Codes and what libraries send: each is its own event.
    assert {one.split(":")[0] for one in drawn} <= {"people/notifications.py", "core/mail.py"}


@pytest.mark.django_db
def test_each_level_lets_through_what_it_says_and_nothing_else(group: Group) -> None:
    """N2: four levels × every kind of mail."""
    members = {level: make_member(group.space, make_person(level), mails=level) for level in Level.values}
    reached = {
        Nature.OWED: set(Level.values),
        Nature.OWN: set(Level.values),
        Nature.MINE: {"all", "concerns", "decisions"},
        Nature.CONCERNS: {"all", "concerns"},
        Nature.DECISIONS: {"all", "decisions"},
        Nature.LIFE: {"all"},
    }
    assert {one.nature for one in mail_kinds.kinds} == set(Nature)
    for kind in mail_kinds.kinds:
        letter = letters.Letter("Sujet", ["Bonjour."], why="Parce que.")
        told = {
            level for level, member in members.items() if letters._to_member(f"{kind.name}:{level}", member, letter)
        }
        assert told == reached[kind.nature] == set(mail_levels.levels_for(kind.name)), kind.name
    with pytest.raises(mail_kinds.UnknownMail):
        letters._to_member("governance.unheard:1", members["all"], letter)
    with pytest.raises(mail_kinds.UnknownMail):
        letters._send("governance.unheard:1", "x@exemple.test", letter)


@pytest.mark.django_db
def test_each_letter_of_a_group_bears_its_way_out_and_leaves_once(group: Group) -> None:
    """N4 and N1, at the door: the header for mail programs, the link for people; ten times the same is one mail."""
    letter = letters.Letter("Sujet", ["Bonjour."], why="Parce que.")
    for kind in in_groups():
        said = [letters._to_member(f"{kind.name}:1", group.bob, letter) for _again in range(10)]
        assert said == [True] + [False] * 9
        sent = OutgoingMail.objects.get(key=f"{kind.name}:1")
        url = sent.headers["List-Unsubscribe"].strip("<>")
        assert "/m/" in url
        assert url in sent.text
        assert f'href="{url}"' in sent.html
        assert sent.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        # On one line, as some programs want it, whatever its length.
        assert f"\nList-Unsubscribe: <{url}>\n".encode() in mail.message_of(sent).message().as_bytes()
        assert "Parce que." in sent.text
        assert "Parce que." in sent.html


def test_one_press_never_adds_a_mail_and_always_stops_this_one() -> None:
    for kind in in_groups():
        for level in Level.values:
            after = mail_levels.lowered(level, kind)
            assert mail_levels.LETS_THROUGH[after] <= mail_levels.LETS_THROUGH[level]
            assert not mail_levels.is_let_through(after, kind)
            if not mail_levels.is_let_through(level, kind):
                assert after == level
    assert mail_levels.lowered("all", MailKind("x", Nature.LIFE)) == "concerns"
    assert mail_levels.lowered("all", MailKind("x", Nature.CONCERNS)) == "decisions"
    assert mail_levels.lowered("all", MailKind("x", Nature.DECISIONS)) == "concerns"
    assert mail_levels.lowered("all", MailKind("x", Nature.MINE)) == "none"


def test_the_guide_names_every_chapter_of_the_digest() -> None:
    guide = (SOURCES.parents[1] / "docs/guide/resume.md").read_text()
    titles = [str(section.title) for section in registries.digest]
    assert len(titles) > 12
    assert [title for title in titles if f"**{title}**" not in guide] == []
