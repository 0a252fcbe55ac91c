"""What the search box reads: one row for each page that answers, with who may read it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel


class SearchDocument(TenantModel):
    """What a page of a group says, as the search box reads it; written again each time the page's thing changes.

    ``readers`` are keys, of which each person holds some (``sources.keys``): it is read by whoever holds one.
    """

    # The source it comes from (``sources.sources``) and the thing's reference there.
    source = models.CharField(max_length=40)
    ref = models.CharField(max_length=40)
    readers = ArrayField(models.CharField(max_length=40))
    url = models.CharField(max_length=300)
    title = models.CharField(_("title"), max_length=300)
    body = models.TextField(blank=True)
    # For names that are typed with a slip: folded; empty where nobody looks for a name.
    name_key = models.CharField(max_length=160, blank=True)
    # Who wrote it (a membership), for the name to show.
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("at"))
    search = SearchVectorField()
    # Of everything above: what did not change is not written again.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["space", "source", "ref"], name="one_document_of_a_thing")]
        indexes = [
            GinIndex(fields=["search"], name="search_document_words"),
            models.Index(fields=["space"], condition=~models.Q(name_key=""), name="search_document_names"),
            models.Index(fields=["member_id"], name="search_document_member"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(TenantModel):
    """A word that was written in the group, to find which one was meant by a word that nobody wrote.

    It is only ever shown to somebody who may read, today, a page that has it.
    """

    word = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        constraints = [models.UniqueConstraint(fields=["space", "word"], name="search_word_once")]
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_letters")]

    def __str__(self) -> str:
        return self.word


class SearchState(models.Model):
    """How far the search follows the journal of a space; its row is the lock under which documents are written."""

    space = models.OneToOneField("core.Space", on_delete=models.PROTECT, primary_key=True, related_name="search_state")
    position = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("state of the search")
        verbose_name_plural = _("states of the search")

    def __str__(self) -> str:
        return f"{self.space_id}:{self.position}"
