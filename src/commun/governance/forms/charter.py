"""Checking what people write of texts, articles and rules; nothing is saved here."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.governance import gates
from commun.governance.actions.membership_rules import FIELDS, as_dict
from commun.governance.charter_text import ArticleWords, read_markdown
from commun.governance.effects_charter import ARTICLE, TEXT, words_of_version
from commun.governance.effects_rules import RULES
from commun.governance.forms import DayInput, LinesField
from commun.governance.models import ArticleVersion, GroupText, MembershipRules
from commun.ui.forms import ChoiceChips, CountedTextarea, ManyChoiceChips

WEIGHTS = (
    ("minor", _("minor: same sense, better said; nobody is asked again")),
    ("major", _("major: it changes what we commit to; each is asked again")),
)


class TextForm(forms.Form):
    """A new text: what it is, and its articles, pasted or written."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("“Our charter”, “Internal rules”…"))
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=GroupText.Kind.choices, widget=ChoiceChips, initial=GroupText.Kind.CHARTER
    )
    bindingness = forms.ChoiceField(
        label=_("How does it bind us?"),
        choices=GroupText.Bindingness.choices,
        widget=forms.RadioSelect,
        initial=GroupText.Bindingness.ENGAGE,
    )
    body = forms.CharField(
        label=_("The articles"),
        max_length=200_000,
        widget=forms.Textarea({"rows": 16}),
        help_text=_("Paste your text. A line “## Title” or “Article 1. Title” starts an article."),
    )
    why = forms.CharField(
        label=_("Why, for the others"), max_length=4000, required=False, widget=CountedTextarea(4000, {"rows": 3})
    )

    def clean_body(self) -> list[ArticleWords]:
        """The articles that were read."""
        return list(read_markdown(self.cleaned_data["body"], gettext("Preamble")).articles)

    def change(self) -> dict[str, Any]:
        """What the decision would change."""
        data = self.cleaned_data
        return {
            "kind": TEXT,
            "text_kind": data["kind"],
            "title": data["title"],
            "bindingness": data["bindingness"],
            "articles": [one.as_dict() for one in data["body"]],
        }


class ArticleForm(forms.Form):
    """The words of an article, new or changed."""

    title = forms.CharField(label=_("Title of the article"), max_length=120)
    body = forms.CharField(label=_("Text"), max_length=8000, widget=CountedTextarea(8000, {"rows": 8}))
    scope_of = forms.CharField(
        label=_("Scope"),
        max_length=200,
        required=False,
        help_text=_("Whom or what it speaks of: “answers to tenders”, “everybody”, “our meetings”."),
    )
    review_on = forms.DateField(label=_("Look at it again on"), required=False, widget=DayInput)
    gates = forms.MultipleChoiceField(
        label=_("Acts that ask to have accepted the text"),
        required=False,
        widget=ManyChoiceChips,
        help_text=_("Nothing else is ever held back. Leave empty: the article holds nothing back."),
    )
    weight = forms.ChoiceField(label=_("This change is"), choices=WEIGHTS, widget=forms.RadioSelect, initial="major")
    why = forms.CharField(
        label=_("Why, for the others"), max_length=4000, required=False, widget=CountedTextarea(4000, {"rows": 3})
    )

    def __init__(self, *args: Any, text: GroupText, version: ArticleVersion | None = None, **options: Any) -> None:
        self.text, self.version = text, version
        if version is not None:
            words = words_of_version(version)
            names = ("title", "body", "scope_of", "review_on", "gates")
            options["initial"] = {name: getattr(words, name) for name in names}
        super().__init__(*args, **options)
        choices = [(name, capfirst(gates.label_of(name))) for name in gates.gates.names()]
        self.fields["gates"].choices = choices  # type: ignore[attr-defined]
        if not text.asks_acceptance or not choices:
            del self.fields["gates"]

    def change(self) -> dict[str, Any]:
        """What the decision would change."""
        data = self.cleaned_data
        words = ArticleWords(
            data["title"], data["body"], data["scope_of"], sorted(data.get("gates", ())), data["review_on"]
        )
        return {
            "kind": ARTICLE,
            "op": "add" if self.version is None else "change",
            "text": self.text.ref,
            "article": self.version.article.ref if self.version else "",
            "base": self.version.number if self.version else 0,
            "is_major": data["weight"] == "major",
            **words.as_dict(),
        }


class WithdrawArticleForm(forms.Form):
    """Take an article out, and why."""

    weight = forms.ChoiceField(label=_("This change is"), choices=WEIGHTS, widget=forms.RadioSelect, initial="major")
    why = forms.CharField(label=_("Why, for the others"), max_length=4000, widget=CountedTextarea(4000, {"rows": 4}))


class RulesForm(forms.Form):
    """The rules of coming in, resting and going out, as they are and as they would be."""

    admission = forms.ChoiceField(
        label=_("Who answers those who ask to come in?"),
        choices=MembershipRules.Admission.choices,
        widget=forms.RadioSelect,
    )
    admission_voices = forms.IntegerField(
        label=_("How many members say yes"), min_value=1, max_value=50, help_text=_("Where several members answer.")
    )
    admission_questions = LinesField(
        label=_("What is asked of those who ask to come in"), help_text=_("One question per line; none is fine.")
    )
    dormancy_days = forms.IntegerField(
        label=_("Days without a sign before asking somebody whether they want to rest"),
        min_value=14,
        max_value=3650,
        required=False,
        help_text=_("Empty: nobody is asked. Whoever does not answer stays: nobody is put to rest by time."),
    )
    may_remove = forms.BooleanField(
        label=_("The group may ask somebody to go, by secret ballot, after a disagreement whose path was walked"),
        required=False,
        help_text=_("Unticked: nobody can be asked to go. In no case does one person alone take somebody out."),
    )
    removal_percent = forms.IntegerField(
        label=_("Share of the votes for somebody to go, in percent"), min_value=51, max_value=100
    )
    removal_days = forms.IntegerField(
        label=_("Days in the group before voting on it"),
        min_value=1,
        max_value=3650,
        help_text=_("Counted on the day it is asked: whoever was let in shortly before has no voice in this."),
    )
    removal_hearing_days = forms.IntegerField(
        label=_("Days for the person to be heard before the ballot"), min_value=7, max_value=90
    )
    arbitration = forms.CharField(
        label=_("Disagreements: how are they arbitrated?"),
        max_length=2000,
        required=False,
        widget=CountedTextarea(2000, {"rows": 4}),
        help_text=_("When talk and mediation did not suffice: who listens, who decides, how."),
    )
    why = forms.CharField(
        label=_("Why, for the others"), max_length=4000, required=False, widget=CountedTextarea(4000, {"rows": 3})
    )

    def __init__(self, *args: Any, rules: MembershipRules, **options: Any) -> None:
        self.base = as_dict(rules)
        options["initial"] = self.base
        super().__init__(*args, **options)

    def change(self) -> dict[str, Any]:
        """What the decision would change."""
        return {"kind": RULES, "base": self.base, "set": {**self.base, **self._said()}}

    def _said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}
