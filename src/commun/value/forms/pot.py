"""Checking what people write about the common pot: a line, more of it, a request, a round."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import states
from commun.governance.forms import DayInput
from commun.governance.forms.decisions import roles_in_use
from commun.governance.models import Membership, Role
from commun.ui.forms import ChoiceChips, CountedTextarea
from commun.value.actions.pot import LONGEST_RULES, LONGEST_TITLE, NewLine, Terms
from commun.value.actions.pot_rounds import Round
from commun.value.actions.spendings import LONGEST_PAYEE, LONGEST_WORDS, Asked
from commun.value.forms.works import EuroField
from commun.value.models import BudgetLine

# By the word of the address: (title, rules, discreet).
STARTS: dict[str, tuple[Any, Any, bool]] = {
    "solidarite": (
        _("Solidarity fund"),
        _(
            "For a member in a hard time: a gap in income, an illness, a sudden expense. Each asks for themselves; "
            "those who sign answer within a week. Nothing is to be given back."
        ),
        True,
    ),
    "communication": (
        pgettext_lazy("budget line", "Communication"),
        _("What makes the group known: website, leaflets, stands, a name badge. Not one’s own activity."),
        False,
    ),
    "materiel": (
        pgettext_lazy("budget line", "Equipment"),
        _("What several of us use: tools, printer, software. It belongs to the group, and stays when somebody leaves."),
        False,
    ),
}


class AmountField(EuroField):
    """An amount of the pot: what is below nothing is told as such."""

    def clean(self, value: Any) -> Any:
        """Cents; None of nothing, when it may be left out."""
        if str(value or "").strip().startswith(("-", "−")):
            raise forms.ValidationError(_("Write an amount above zero, and that can be true."))
        return super().clean(value)


class TermsForm(forms.Form):
    """Who signs on a line, and until when it is open."""

    signers = forms.ChoiceField(label=_("Who signs?"), choices=BudgetLine.Signers.choices, widget=ChoiceChips)
    role = forms.ModelChoiceField(
        Role._base_manager.none(),
        label=_("If a role signs, which one?"),
        required=False,
        empty_label=_("no role is named"),
    )
    threshold = AmountField(
        label=_("A second person signs above"),
        required=False,
        help_text=_("An amount in euros. Left empty: one signature is always enough. Nobody signs their own."),
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=DayInput(), help_text=_("Left empty: until the group closes it.")
    )

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, **options)
        role = self.fields["role"]
        assert isinstance(role, forms.ModelChoiceField)
        role.queryset = roles_in_use(space)

    def clean(self) -> dict[str, Any]:
        """A role is named where a role signs, and only there."""
        said = super().clean() or self.cleaned_data
        if said.get("signers") == BudgetLine.Signers.ROLE and not said.get("role"):
            self.add_error("role", _("Choose the role whose holders sign."))
        elif said.get("signers") != BudgetLine.Signers.ROLE:
            said["role"] = None
        return said

    def terms(self) -> Terms:
        """What was said of signatures."""
        said = self.cleaned_data
        return Terms(said["signers"], said["role"], said["threshold"], bool(said.get("is_discreet")), said["until"])


class LineForm(TermsForm):
    """A line that the group would open."""

    title = forms.CharField(label=_("Name of the line"), max_length=LONGEST_TITLE)
    rules = forms.CharField(
        label=_("What it is for, and by which rules"),
        max_length=LONGEST_RULES,
        widget=CountedTextarea(LONGEST_RULES, {"rows": 4}),
    )
    amount = AmountField(label=_("Amount set aside"))
    is_discreet = forms.BooleanField(
        label=_("Discreet: what a request is for is read by who asks and who may sign only; amounts by everybody"),
        required=False,
    )
    field_order = ("title", "rules", "amount", "signers", "role", "threshold", "until", "is_discreet")

    def line(self) -> NewLine:
        """What was asked."""
        said = self.cleaned_data
        return NewLine(said["title"], said["rules"], said["amount"], self.terms())


class RoundForm(TermsForm):
    """A round: how much is shared, and the terms of the lines that it opens."""

    title = forms.CharField(label=_("Name of the round"), max_length=200)
    amount = AmountField(label=_("Amount to share between projects"))
    text = forms.CharField(
        label=_("What people should know"), max_length=4000, required=False, widget=CountedTextarea(4000, {"rows": 4})
    )
    field_order = ("title", "amount", "text", "signers", "role", "threshold", "until")

    def round(self) -> Round:
        """What was asked."""
        said = self.cleaned_data
        return Round(said["title"], said["amount"], self.terms(), said["text"])


class MoreForm(forms.Form):
    """More on a line, or a later last day."""

    amount = AmountField(label=_("How much more?"), required=False)
    until = forms.DateField(label=_("Open until"), required=False, widget=DayInput())
    why = forms.CharField(label=_("Why?"), max_length=2000, widget=CountedTextarea(2000, {"rows": 3}))


class WhyEndForm(forms.Form):
    """Why a line would be closed."""

    why = forms.CharField(label=_("Why?"), max_length=2000, widget=CountedTextarea(2000, {"rows": 3}))


class AskForm(forms.Form):
    """Money asked of a line."""

    amount = AmountField(label=_("How much?"))
    words = forms.CharField(label=_("What for?"), max_length=LONGEST_WORDS)
    payee = forms.CharField(
        label=_("Paid to"), max_length=LONGEST_PAYEE, required=False,
        help_text=_("Whoever is paid from outside. Leave it empty when a member is paid back."),
    )  # fmt: skip
    reimburses = forms.ModelChoiceField(
        Membership._base_manager.none(), label=_("Or paid back to"), required=False,
        empty_label=_("nobody: it is paid outside"),
    )  # fmt: skip
    on = forms.DateField(label=_("Day"), widget=DayInput())
    # The same form sent twice asks once.
    token = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, member: Membership, line: BudgetLine) -> None:
        start = {"on": clock.today(), "token": str(uuid4()), "reimburses": member.pk if line.is_discreet else None}
        super().__init__(data, initial=start)
        back = self.fields["reimburses"]
        assert isinstance(back, forms.ModelChoiceField)
        with scope.use(member.space_id):
            inside = Membership.objects.filter(space=member.space_id, state__in=states.INSIDE)
        back.queryset = inside.select_related("person").order_by("person__sort_key", "pk")
        back.label_from_instance = lambda row: row.name  # type: ignore[assignment, method-assign]

    def asked(self) -> Asked:
        """What was asked."""
        return Asked(**self.cleaned_data)


class RefusalForm(forms.Form):
    """Why a request is not signed."""

    why = forms.CharField(label=_("Why?"), max_length=LONGEST_WORDS)
