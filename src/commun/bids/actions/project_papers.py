"""Verbs of the documents of a project: begin its notes, keep a file, take one off."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids import project_texts
from commun.bids.actions.project_support import held_for_writing, tell
from commun.bids.journal import projects as facts
from commun.bids.models import Project, ProjectFile
from commun.core import clock, files, scope
from commun.core.errors import Refused
from commun.core.writing import actions as texts
from commun.core.writing.tables import WrittenText
from commun.governance.models import Membership

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_FILES = 200


@transaction.atomic
def begin_notes(*, by: Membership, project: Project) -> WrittenText:
    """Begin the notes of the project, written together; as they are when they were begun. Raises Refused."""
    held = held_for_writing(by, project)
    with scope.use(held.space_id):
        return texts.create_text(space=held.space, kind=project_texts.KIND, reference=held.ref, author=by.person_id)


@transaction.atomic
def add_file(*, by: Membership, project: Project, sent: "UploadedFile[Any] | None") -> ProjectFile:
    """Keep a file; the same one twice is kept once. Raises Refused."""
    held = held_for_writing(by, project)
    if sent is None:
        raise Refused(_("Choose a file."))
    with scope.use(held.space_id):
        rows = ProjectFile.objects.filter(project=held)
        if rows.count() >= MOST_FILES:
            raise Refused(_("Two hundred files at most: take off those that no longer serve."))
        kept = files.keep(space=held.space, sent=sent, person_id=by.person_id)
        same = rows.filter(file__digest=kept.digest).first()
        if same is not None:
            kept.delete()
            return same
        row = ProjectFile(space=held.space, project=held, file=kept, added_by=by, added_at=clock.now())
        row.save()
    tell(by, facts.FILE_ADDED, held, file=row.ref)
    return row


@transaction.atomic
def remove_file(*, by: Membership, row: ProjectFile) -> None:
    """Take a file off the project. Raises Refused."""
    held = held_for_writing(by, row.project)
    with scope.use(held.space_id):
        found = ProjectFile.objects.select_related("file").filter(pk=row.pk, project=held).first()
        if found is None:
            return
        kept = found.file
        found.delete()
        kept.delete()
    tell(by, facts.FILE_REMOVED, held, file=row.ref)
