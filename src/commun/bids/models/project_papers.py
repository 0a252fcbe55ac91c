"""Documents of a project: files kept with it; its notes are a text written together."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.bids.models.projects import Project
from commun.core.models import KeptFile
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import new_ref


class ProjectFile(TenantModel):
    """A file of a project, that the group reads."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("file of a project")
        verbose_name_plural = _("files of projects")
        ordering: ClassVar[list[str]] = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.file.name
