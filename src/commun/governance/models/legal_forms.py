"""Legal forms that a group may take one day, side by side (R84): shared by all groups, kept by the staff."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalForm(models.Model):
    """One legal form in plain words; it informs, it is no legal advice."""

    slug = models.SlugField(max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    what = models.TextField(_("what it is"), max_length=1000)
    who_decides = models.TextField(_("who decides"), max_length=1000)
    money = models.TextField(_("capital and surplus"), max_length=1000)
    people = models.TextField(_("the place of the people who work"), max_length=1000)
    fits = models.TextField(_("when it fits"), max_length=1000)
    source = models.URLField(_("where to read more"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    # None: nobody of the cooperative has read it again yet.
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("legal form")
        verbose_name_plural = _("legal forms")
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name
