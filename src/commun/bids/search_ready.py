"""What this room adds to the search over everything: joint answers, their sections, projects, files."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from commun.core import file_texts
from commun.core.search.sources import Document, Hung, Refs, parts_of
from commun.core.urls import here
from commun.governance.queries.searched import slug_of


def register() -> None:
    """Its pages, the facts that change them, and the keys of those who work on an answer."""
    from commun.bids.journal import bids, projects
    from commun.bids.models import BidFile, BidSection, ProjectFile
    from commun.core.search.sources import Source, keys, same, sources

    keys.add("bids", keys_of)
    file_texts.shown.add("bids.projects", lambda: ProjectFile.objects.values("file"))
    file_texts.shown.add("bids.bids", lambda: BidFile.objects.filter(removed_at=None).values("file"))
    sources.add("bids.bids", Source("reponses", _("Joint answers"), joint_answers, {bids.BID: same}))
    sources.add(
        "bids.sections",
        Source("parties", _("Sections of answers"), sections, {
            bids.BID: sections_of_bids, BidSection.TEXT_KIND: same,
        }),
    )  # fmt: skip
    sources.add("bids.projects", Source("projets", _("Projects"), projects_, {projects.PROJECT: same}))
    sources.add(
        "bids.project_files",
        Source("fichiers-de-projets", _("Files of projects"), project_files, {
            projects.PROJECT: files_of_projects, file_texts.FILE: project_files_read,
        }, hung=project_files_hung),
    )  # fmt: skip
    sources.add(
        "bids.files",
        Source("fichiers-de-reponses", _("Files of answers"), bid_files, {
            bids.BID: files_of_bids, file_texts.FILE: bid_files_read,
        }, hung=bid_files_hung),
    )  # fmt: skip


def keys_of(person: Any) -> Iterator[str]:
    """Of the answers in whose team the person is, awake: the rule of ``is_in_team``. 1 query."""
    from commun.bids.models import TeamPart
    from commun.core import scope
    from commun.governance import states

    with scope.everywhere("a person's own teams"):
        mine = TeamPart.objects.filter(
            membership__person=person, membership__state=states.MEMBER, state=TeamPart.State.JOINED
        )
        for pk in set(mine.values_list("bid_id", flat=True)):
            yield team(pk)


def team(bid_id: int) -> str:
    """The key of those who work on an answer."""
    return f"team:{bid_id}"


def joint_answers(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Each answer, with the notice that it is for. 2 queries."""
    from commun.bids.models import Bid

    slug = slug_of(space_id)
    rows = Bid.objects.select_related("notice").defer("notice__description", "notice__search")
    for row in rows if refs is None else rows.filter(ref__in=list(refs)):
        yield Document(
            ref=row.ref,
            url=here(slug, "bids:bid", bid=row.ref),
            title=row.title,
            body=parts_of([row.notice.title, row.notice.buyer]),
            at=row.opened_at,
            member_id=row.opened_by_id,
        )


def sections(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Each section that stands, with its text as it was last drawn. 3 queries."""
    from commun.bids.models import BidSection
    from commun.core.writing.tables import WrittenText

    slug = slug_of(space_id)
    rows = BidSection.objects.select_related("bid")
    found = list(rows if refs is None else rows.filter(ref__in=list(refs)))
    texts = WrittenText.objects.filter(kind=BidSection.TEXT_KIND, reference__in=[row.ref for row in found])
    plain = dict(texts.values_list("reference", "plain"))
    for row in found:
        yield Document(
            ref=row.ref,
            url=here(slug, "bids:section", section=row.ref),
            title=row.title,
            body=plain.get(row.ref, ""),
            tags=row.bid.title,
            at=row.bid.opened_at,
        )


def projects_(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Each project: its client, what is done, its rules. 2 queries."""
    from commun.bids.models import Project

    slug = slug_of(space_id)
    rows = Project.objects.all()
    for row in rows if refs is None else rows.filter(ref__in=list(refs)):
        words = [row.client, row.approach, *row.lots, row.rules, row.references, row.protections]
        yield Document(
            ref=row.ref,
            url=here(slug, "bids:project", project=row.ref),
            title=row.title,
            body=parts_of(words),
            at=row.opened_at,
            member_id=row.opened_by_id,
        )


def project_files(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """The files of projects, and their words; the whole group reads them. 2 queries."""
    from commun.bids.models import ProjectFile

    slug = slug_of(space_id)
    rows = ProjectFile.objects.select_related("file__words", "project")
    for row in (rows if refs is None else rows.filter(ref__in=list(refs))).iterator(chunk_size=file_texts.AT_ONCE):
        yield Document(
            ref=row.ref,
            url=here(slug, "bids:project-file", project_file=row.ref),
            title=row.file.name,
            body=parts_of([row.project.title, file_texts.words_of(row.file)]),
            at=row.added_at,
            member_id=row.added_by_id,
        )


def bid_files(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """The files of answers, and their words: the team alone reads them. 2 queries."""
    from commun.bids.models import BidFile

    slug = slug_of(space_id)
    rows = BidFile.objects.filter(removed_at=None).select_related("file__words", "bid")
    for row in (rows if refs is None else rows.filter(ref__in=list(refs))).iterator(chunk_size=file_texts.AT_ONCE):
        yield Document(
            ref=row.ref,
            url=here(slug, "bids:bid-file", bid_file=row.ref),
            title=row.file.name,
            body=parts_of([row.bid.title, file_texts.words_of(row.file)]),
            at=row.added_at,
            member_id=row.added_by_id,
            readers=(team(row.bid_id),),
        )


def sections_of_bids(space_id: int, refs: Refs) -> Refs:
    """Their sections, those taken out too. 1 query."""
    from commun.bids.models import BidSection

    return set(BidSection.everything.filter(bid__ref__in=list(refs)).values_list("ref", flat=True))


def files_of_bids(space_id: int, refs: Refs) -> Refs:
    """Their files, those taken away too. 1 query."""
    from commun.bids.models import BidFile

    return set(BidFile.objects.filter(bid__ref__in=list(refs)).values_list("ref", flat=True))


def project_files_read(space_id: int, refs: Refs) -> Refs:
    """Those whose words were just read. 1 query."""
    from commun.bids.models import ProjectFile

    return file_texts.same_files(ProjectFile.objects.all(), "file", refs)


def bid_files_read(space_id: int, refs: Refs) -> Refs:
    """Those whose words were just read. 1 query."""
    from commun.bids.models import BidFile

    return file_texts.same_files(BidFile.objects.all(), "file", refs)


def project_files_hung(space_id: int, refs: Refs) -> dict[str, Hung]:
    """The project of each. 2 queries."""
    from commun.bids.models import ProjectFile

    slug = slug_of(space_id)
    rows = ProjectFile.objects.filter(ref__in=list(refs)).select_related("file", "project")
    return {
        row.ref: Hung(row.file.size, row.project.title, here(slug, "bids:project", project=row.project.ref))
        for row in rows
    }


def bid_files_hung(space_id: int, refs: Refs) -> dict[str, Hung]:
    """The answer of each. 2 queries."""
    from commun.bids.models import BidFile

    slug = slug_of(space_id)
    rows = BidFile.objects.filter(ref__in=list(refs)).select_related("file", "bid")
    return {row.ref: Hung(row.file.size, row.bid.title, here(slug, "bids:bid", bid=row.bid.ref)) for row in rows}


def files_of_projects(space_id: int, refs: Refs) -> Refs:
    """Their files, and those that the search knows and that are gone. 2 queries."""
    from commun.bids.models import ProjectFile
    from commun.core.models import SearchDocument

    there = set(ProjectFile.objects.filter(project__ref__in=list(refs)).values_list("ref", flat=True))
    known = SearchDocument.objects.filter(space=space_id, source="bids.project_files")
    return there | set(known.values_list("ref", flat=True))
