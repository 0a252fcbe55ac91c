"""What this room adds to the search over everything: joint works with what came in for them, sharing keys."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from commun.core.search.sources import Document, Refs, parts_of
from commun.core.urls import here
from commun.governance.queries.searched import slug_of


def register() -> None:
    """Called once the room is ready."""
    from commun.core.search.sources import Source, same, sources
    from commun.value.journal import keys, works

    sources.add("value.works", Source("travaux", _("Joint works"), joint_works, {works.WORK: same}))
    sources.add("value.keys", Source("cles", _("Sharing keys"), sharing_keys, {keys.KEY: same}))


def joint_works(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Each joint work: its title, its client, what was received for it. 3 queries."""
    from commun.value.models import JointWork, Receipt

    slug = slug_of(space_id)
    rows = JointWork.objects.prefetch_related(
        Prefetch("receipts", Receipt.objects.exclude(label="").order_by("pk"), to_attr="labelled")
    )
    for row in rows if refs is None else rows.filter(ref__in=list(refs)):
        yield Document(
            ref=row.ref,
            url=here(slug, "value:work", work=row.ref),
            title=row.title,
            body=parts_of([row.client, *(one.label for one in row.labelled)]),
            at=row.created_at,
            member_id=row.created_by_id,
        )


def sharing_keys(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Each key, its last version read aloud. 2 queries."""
    from commun.value.models import KeyVersion
    from commun.value.queries.keys import read_aloud

    slug = slug_of(space_id)
    rows = KeyVersion.objects.select_related("key").order_by("number")
    found = rows if refs is None else rows.filter(key__ref__in=list(refs))
    for row in {one.key_id: one for one in found}.values():
        yield Document(
            ref=row.key.ref,
            url=here(slug, "value:key", key=row.key.ref),
            title=row.key.name,
            body=" ".join(read_aloud(row)),
            at=row.written_at,
            member_id=row.written_by_id,
        )
