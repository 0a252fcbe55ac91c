"""What people say of a team: whom they ask, with which standing, why they say no."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.teams import Accepted, Ask
from commun.bids.models import TeamPart
from commun.core import scope
from commun.core.models import Space
from commun.governance import states
from commun.governance.models import ArticleVersion, GroupText, Membership
from commun.people.models import LegalEntity
from commun.tenders.models import Need


class AskForm(forms.Form):
    """Somebody of the group, or somebody outside by name and address."""

    member = forms.ModelChoiceField(
        Membership._base_manager.none(), label=_("Who, in the group?"), required=False, empty_label="—"
    )
    outside_name = forms.CharField(label=_("Or somebody outside: their name"), max_length=120, required=False)
    outside_email = forms.EmailField(label=_("Their e-mail address"), required=False)
    standing = forms.ChoiceField(
        label=_("As what?"), choices=TeamPart.Standing.choices, initial=TeamPart.Standing.CO_CONTRACTOR
    )
    needs = forms.MultipleChoiceField(label=_("For which needs?"), required=False, widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(
        label=_("A word to them"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, bid: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        member, needs = self.fields["member"], self.fields["needs"]
        assert isinstance(member, forms.ModelChoiceField)
        assert isinstance(needs, forms.MultipleChoiceField)
        with scope.use(bid.space_id):
            busy = (TeamPart.State.JOINED, TeamPart.State.ASKED)
            inside = TeamPart.objects.filter(bid=bid, state__in=busy).exclude(membership=None).values("membership")
            awake = Membership.objects.filter(space=bid.space_id, state=states.MEMBER).exclude(pk__in=inside)
            rows = awake.select_related("person").order_by("person__sort_key", "pk")
            needs.choices = [(need.ref, need.name) for need in Need.objects.filter(notice=bid.notice_id)]
        member.queryset = rows
        member.label_from_instance = lambda row: row.name  # type: ignore[assignment, method-assign]
        if not needs.choices:
            del self.fields["needs"]

    def clean(self) -> dict[str, Any]:
        """One person and one only."""
        said = super().clean() or {}
        if bool(said.get("member")) == bool(said.get("outside_name")):
            raise forms.ValidationError(gettext("Choose somebody of the group, or write the name of somebody outside."))
        return said

    def ask(self) -> Ask:
        """What the action takes."""
        said = self.cleaned_data
        return Ask(
            member=said["member"],
            outside_name=said["outside_name"],
            outside_email=said["outside_email"],
            standing=said["standing"],
            needs=[{"need": ref} for ref in said.get("needs", ())],
            words=said["words"],
        )


class AcceptingForm(forms.Form):
    """Asks, beside its own fields, to accept the texts that make the group's procedure."""

    articles: Sequence[ArticleVersion] = ()

    def ask_to_accept(self, articles: Sequence[ArticleVersion]) -> None:
        """One tick for each text."""
        self.articles = articles
        for text in self._texts().values():
            label = gettext("I read and accept “%(text)s”, version %(version)s")
            said = label % {"text": text.title, "version": text.major}
            self.fields[f"accept_{text.pk}_{text.major}"] = forms.BooleanField(label=said)

    def accepted(self) -> list[Accepted]:
        """The texts ticked."""
        return [
            Accepted(text, text.major)
            for pk, text in self._texts().items()
            if self.cleaned_data.get(f"accept_{pk}_{text.major}")
        ]

    def _texts(self) -> dict[int, GroupText]:
        return {one.article.text_id: one.article.text for one in self.articles}


def entity_field() -> "forms.ModelChoiceField[LegalEntity]":
    """A legal entity of somebody of the group, or under which somebody answers beside it: no other group's."""
    return forms.ModelChoiceField(
        LegalEntity.objects.none(),
        label=_("Under which legal entity?"),
        required=False,
        empty_label="—",
        help_text=_("Yours is not there? Write it in your profile."),
    )


def entities_of(space: Space) -> QuerySet[LegalEntity]:
    """See ``entity_field``."""
    with scope.use(space):
        people = Membership.objects.filter(state__in=states.INSIDE).values("person__legal_entity")
        beside = TeamPart.objects.exclude(entity=None).values("entity")
    return LegalEntity.objects.filter(Q(pk__in=people) | Q(pk__in=beside)).order_by("name")


class JoinForm(AcceptingForm):
    """Under which entity one answers, and the procedure that one accepts by joining."""

    entity = entity_field()

    def __init__(self, articles: Sequence[ArticleVersion], member: Membership, data: Any = None) -> None:
        super().__init__(data, initial={"entity": member.person.legal_entity_id})
        self.fields["entity"].queryset = entities_of(member.space)  # type: ignore[attr-defined]
        self.ask_to_accept(articles)


class PartForm(forms.Form):
    """Under which entity, with which standing."""

    entity = entity_field()
    standing = forms.ChoiceField(label=_("As what?"), choices=TeamPart.Standing.choices)

    def __init__(self, part: TeamPart, data: Any = None) -> None:
        super().__init__(data, initial={"entity": part.entity_id, "standing": part.standing})
        self.fields["entity"].queryset = entities_of(part.space)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason, if the person wants to give one."""

    reason = forms.CharField(label=_("Why?"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
