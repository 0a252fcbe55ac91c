"""Verbs of moderation: hiding words with a reason, showing them again, asking that it be looked at (O3)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import as_written, short_enough
from commun.governance.actions import disagreements, places
from commun.governance.actions.places import self_of
from commun.governance.hideable import Hideable, hideable
from commun.governance.journal import moderation as facts
from commun.governance.models import Case, HiddenWords, Membership
from commun.governance.notifications import moderation as letters
from commun.governance.policies import moderation as policies
from commun.governance.policies import roles_in_force
from commun.governance.queries.moderation import gone
from commun.people.models import Person

LONGEST_REASON = 1000
ORIGIN = "hidden_words"


@transaction.atomic
def hide_words(*, by: Membership, kind: str, target: int, reason: str) -> HiddenWords:
    """Take somebody's words out of every page, with a reason that they and the group read. Raises NotFound, Refused."""
    places.refuse_unless(policies.can_hide(by))
    found = hideable.get(kind)
    row = _held(by, found, target) if found is not None else None
    if found is None or row is None:
        raise NotFound
    author = _author(row, found)
    if author.pk == by.pk:
        raise Refused(_("These are your own words: change them yourself."))
    why, words = as_written(reason), getattr(row, found.field)
    if not why:
        raise Refused(_("Say why: the person and the group will read it."))
    short_enough(why, LONGEST_REASON)
    if not words or words == gone(by):
        raise Refused(_("There are no words to hide here (any more)."))
    made = HiddenWords(
        space=by.space,
        kind=kind,
        target=target,
        author=author,
        words=words,
        reason=why,
        hidden_by=by,
        hidden_at=clock.now(),
        place=f"{found.place}:{_where(row, found)}",
    )
    made.save()
    _write(row, found, gone(by))
    _record(facts.HIDDEN, made, by)
    letters.hidden(made)
    return made


@transaction.atomic
def show_again(*, by: Membership, hidden: HiddenWords) -> HiddenWords:
    """Put the words back where they were, unless their author wrote others meanwhile. Raises Refused."""
    places.refuse_unless(policies.can_hide(by) and hidden.space_id == by.space_id)
    with scope.use(by.space_id):
        row = (
            HiddenWords.objects.select_for_update(of=("self",))
            .select_related("space", "author__person")
            .get(pk=hidden.pk)
        )
    if row.shown_again_at is not None:
        raise Refused(_("They are shown again already."))
    found = hideable.get(row.kind)
    target = _held(by, found, row.target) if found is not None else None
    if found is not None and target is not None and getattr(target, found.field) == gone(by):
        _write(target, found, row.words)
    row.shown_again_at, row.words = clock.now(), ""
    row.save(update_fields=["shown_again_at", "words"])
    _record(facts.SHOWN_AGAIN, row, by)
    letters.shown_again(row)
    return row


@transaction.atomic
def appeal(*, by: Membership, hidden: HiddenWords) -> Case:
    """The author opens a disagreement with whoever hid the words (X1). Raises Refused."""
    with scope.use(by.space_id):
        rows = HiddenWords.objects.select_for_update(of=("self",)).select_related("hidden_by__person", "space")
        row = rows.filter(pk=hidden.pk, author=by).first()
    if row is None:
        raise Refused(_("Only who wrote these words can ask for this."))
    if row.case_id is not None:
        raise Refused(_("A disagreement about it is open already."))
    if row.shown_again_at is not None:
        raise Refused(_("They are shown again already."))
    made = disagreements.open_case(
        by=by,
        object=_("My words that were hidden"),
        parties=[disagreements.Side([by]), disagreements.Side([_other_side(row, by)])],
        origin=f"{ORIGIN}:{row.pk}",
    )
    row.case = made
    row.save(update_fields=["case"])
    letters.appealed(row)
    return made


def _other_side(row: HiddenWords, by: Membership) -> Membership:
    """Whoever hid them; if they left, somebody who facilitates today."""
    if row.hidden_by.is_current:
        return row.hidden_by
    found = roles_in_force(row.space).exclude(pk=by.pk).first()
    if found is None:
        raise Refused(_("Nobody facilitates this group today: its members may take the role up first."))
    return found


def _held(by: Membership, kind: Hideable, target: int) -> Any:
    with scope.use(by.space_id):
        return kind.rows().select_for_update(of=("self",)).filter(pk=target).first()


def _author(row: Any, kind: Hideable) -> Membership:
    with scope.use(row.space_id):
        pk = kind.model._default_manager.filter(pk=row.pk).values_list(kind.author, flat=True).get()
        return Membership.objects.select_related("person", "space").get(pk=pk)


def _where(row: Any, kind: Hideable) -> str:
    if not kind.where:
        return ""
    with scope.use(row.space_id):
        return str(kind.model._default_manager.filter(pk=row.pk).values_list(kind.where, flat=True).get())


def _write(row: Any, kind: Hideable, words: str) -> None:
    setattr(row, kind.field, words)
    row.save(update_fields=[kind.field])


def _record(name: str, row: HiddenWords, by: Membership) -> None:
    journal.record(
        name,
        space=row.space,
        actor=self_of(by),
        about=(facts.HIDDEN_WORDS, row.pk),
        data={"kind": row.kind, "target": row.target},
    )


@transaction.atomic
def erase(person: Person) -> None:
    """The words that were kept apart go with their author, and the reasons that speak of them."""
    with scope.everywhere("a person asks to be erased"):
        HiddenWords.objects.filter(author__person=person).update(words="", reason=_("(erased)"))
        HiddenWords.objects.filter(hidden_by__person=person).update(reason=_("(erased)"))
