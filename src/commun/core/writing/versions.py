"""Versions of a text: named by somebody, or kept by the program so that opening stays quick; and going back to one."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commun.core import clock, journal
from commun.core.errors import NotFound, Refused
from commun.core.writing import access, actions, documents, facts, reading, trees
from commun.core.writing.tables import TextUpdate, TextVersion, WrittenText

LONGEST_NAME = 120
UPDATES_KEPT = dt.timedelta(days=30)


def version_for(text: WrittenText, pk: int) -> TextVersion:
    """A version of this text. Raises NotFound."""
    version = TextVersion.objects.filter(text=text, pk=pk).first()
    if version is None:
        raise NotFound
    return version


def tree_of(version: TextVersion) -> trees.Node:
    """What the version reads like."""
    return documents.guarded(lambda: trees.tree_of(trees.new_doc(bytes(version.content))))


@transaction.atomic
def name_version(*, text: WrittenText, author: int, name: str) -> TextVersion:
    """Keep the text as it is now under a name. Raises NotFound, Refused."""
    access.writer(author, text)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Give the version a name of one line."))
    journal.hold(text.space)
    locked = WrittenText.objects.select_for_update().get(pk=text.pk)
    with documents.opened(locked) as kept:
        state = documents.state_of(kept)
    version = TextVersion.objects.create(
        space_id=locked.space_id, text=locked, position=locked.position, name=name, content=state,
        word_count=reading.shown(locked).word_count, person_id=author, at=clock.now(),
    )  # fmt: skip
    _record(facts.NAMED, text, author, version)
    return version


@transaction.atomic
def restore_version(*, text: WrittenText, author: int, version: TextVersion) -> None:
    """Make the text read as it did, by a new change: what was written since stays in the versions and the history.

    What comes back counts for who restores it. Raises NotFound, Refused.
    """
    access.writer(author, text)
    version = version_for(text, version.pk)
    journal.hold(text.space)
    locked = WrittenText.objects.select_for_update().get(pk=text.pk)
    if locked.position > version.position:
        with documents.opened(locked) as kept:
            TextVersion.objects.create(
                space_id=locked.space_id, text=locked, position=locked.position, content=documents.state_of(kept),
                word_count=reading.shown(locked).word_count, person_id=author, at=clock.now(),
            )  # fmt: skip
    actions.edit(text=locked, author=author, tree=tree_of(version))
    _record(facts.RESTORED, text, author, version)


def _record(name: str, text: WrittenText, author: int, version: TextVersion) -> None:
    journal.record(
        name,
        space=text.space,
        actor=journal.Person(author),
        about=(facts.TEXT, text.ref),
        data={"version": version.pk, "position": version.position},
    )


def compact(text: WrittenText) -> int:
    """Let go of the updates older than a month that a version holds; authors stay. Returns how many."""
    limit = clock.now() - UPDATES_KEPT
    held = TextVersion.objects.filter(text=text, at__lt=limit).order_by("-position").first()
    if held is None:
        return 0
    return TextUpdate.objects.filter(text=text, position__lte=held.position, at__lt=limit).delete()[0]
