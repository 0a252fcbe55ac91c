"""Verbs of sharing keys: write one, write another version, put one to the group. Adopting is the decision's effect."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.algo import sharing
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions import decisions
from commun.governance.actions.charter import shortened
from commun.governance.actions.places import hold, refuse_unless_awake, self_of
from commun.governance.models import Decision, Membership
from commun.value.frozen import fingerprint_of
from commun.value.journal import keys as facts
from commun.value.key_words import problem_words, sentences
from commun.value.models import JointWork, KeyVersion, SharingKey

LONGEST_NAME, LONGEST_NOTE, LONGEST_ROLE, MOST_VERSIONS = 80, 300, 40, 200
KIND = "value.key"
Steps = Sequence[Mapping[str, Any]]


@transaction.atomic
def write_key(*, by: Membership, name: str, steps: Steps, note: str = "") -> KeyVersion:
    """Write a key and its first version; it holds for nothing until the group decides. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    name = one_line(name, LONGEST_NAME)
    if not name:
        raise Refused(_("Give this key a name: it is how people will speak of it."))
    checked = _checked(steps)
    hold(by.space)
    with scope.use(by.space_id):
        if SharingKey.objects.filter(name__iexact=name).exists():
            raise Refused(
                _("The group already has a key of this name: choose another, or write a version of that one.")
            )
        key = SharingKey.objects.create(space_id=by.space_id, name=name, created_by=by, created_at=clock.now())
    return _write(by, key, 1, checked, note)


@transaction.atomic
def write_key_version(*, by: Membership, key: SharingKey, steps: Steps, note: str = "") -> KeyVersion:
    """Write what the key would say from now on; earlier versions stay, and go on holding where they do.

    Raises Refused; also when nothing differs from the last version.
    """
    refuse_unless_awake(by, key.space_id)
    checked = _checked(steps)
    with scope.use(key.space_id):
        SharingKey.objects.select_for_update().get(pk=key.pk)
        number: int = KeyVersion.objects.filter(key=key).aggregate(last=Max("number"))["last"] or 0
        last = KeyVersion.objects.filter(key=key, number=number).first()
    if last is not None and last.steps == checked:
        raise Refused(_("These are the steps of version %(number)s: nothing new to save.") % {"number": number})
    if number >= MOST_VERSIONS:
        raise Refused(_("This key has very many versions: write a new one."))
    return _write(by, key, number + 1, checked, note)


@transaction.atomic
def propose_key(*, by: Membership, version: KeyVersion, work: JointWork | None = None, why: str = "") -> Decision:
    """Put this version to the group, for all joint works or one; what is voted on reads it aloud. Raises Refused."""
    refuse_unless_awake(by, version.space_id)
    words = {"key": version.key.name, "number": version.number, "work": work.title if work else ""}
    title = _("Share by the key “%(key)s”, version %(number)s") % words
    if work is not None:
        title = _("Share “%(work)s” by the key “%(key)s”, version %(number)s") % words
    reading = [f"{number}. {said}" for number, said in enumerate(sentences(sharing.read(version.steps)), start=1)]
    text = "\n\n".join(part for part in (why.strip(), "\n".join([_("What this key says:"), *reading])) if part)
    draft = decisions.Draft(
        title=shortened(title, 200),
        text=text,
        subject=_("Sharing"),
        concerned=_("The whole group"),
        change=change_of(version, work),
    )
    return decisions.propose(by=by, decision=decisions.voice(by=by, draft=draft))


def change_of(version: KeyVersion, work: JointWork | None) -> dict[str, Any]:
    """What the decision carries: which version, by its key, its number, its fingerprint, and for which joint work."""
    return {
        "kind": KIND,
        "key": version.key.ref,
        "version": version.number,
        "fingerprint": version.fingerprint,
        "work": work.ref if work else "",
    }


def _checked(steps: Steps) -> list[dict[str, Any]]:
    try:
        key = sharing.read(steps)
    except sharing.BadKey as bad:
        raise Refused(problem_words(bad)) from bad
    if any(len(step.role) > LONGEST_ROLE or step.role != one_line(step.role) for step in key):
        raise Refused(_("The name of a role is one line of %(most)s signs at most.") % {"most": LONGEST_ROLE})
    return sharing.written(key)


def _write(by: Membership, key: SharingKey, number: int, steps: list[dict[str, Any]], note: str) -> KeyVersion:
    with scope.use(key.space_id):
        version = KeyVersion.objects.create(
            space_id=key.space_id,
            key=key,
            number=number,
            steps=steps,
            note=one_line(note, LONGEST_NOTE),
            fingerprint=fingerprint_of(steps),
            written_by=by,
            written_at=clock.now(),
        )
    data = {"version": number, "fingerprint": version.fingerprint}
    journal.record(facts.WRITTEN, space=by.space, actor=self_of(by), about=(facts.KEY, key.ref), data=data)
    return version
