"""What people write about themselves, checked before it reaches the actions."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import clock, codes
from commun.people.actions import Preferences, ProfileContent, ReferenceContent
from commun.people.models import LegalEntity, Person, Reference
from commun.ui.forms import ChoiceChips, CountedTextarea


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """An address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.EmailField(
            label=_("Your e-mail address"),
            max_length=254,
            widget=forms.EmailInput({"autocomplete": "username webauthn", "autofocus": True}),
        )

    def clean_email(self) -> str:
        """In lower case, as accounts keep it; counted against the limit of codes for one address."""
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        return str(super().clean_email())


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code of the mail, with or without its space."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("The code of eight figures"),
            max_length=30,
            widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        )


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """What the device answered."""

    def clean_credential(self) -> Any:
        """The library trips over answers that no device gives; here they are only wrong."""
        try:
            return super().clean_credential()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            if isinstance(error, forms.ValidationError):
                raise
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyForm(forms.Form):
    """A new passkey: its name and what the device answered, checked against the challenge of this session."""

    name = forms.CharField(
        label=_("Name of this device"),
        max_length=60,
        required=False,
        help_text=_("For example: my phone. It helps to recognise it later."),
    )
    credential = forms.JSONField(widget=forms.HiddenInput, required=True)

    def clean_credential(self) -> Any:
        """The answer as it came, once it is proved; wrong answers of any shape are one same error."""
        credential = self.cleaned_data["credential"]
        try:
            auth.parse_registration_response(credential)
            binding = auth.complete_registration(credential)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise forms.ValidationError(_("The device gave no usable answer. Try again.")) from error
        if not binding.is_user_verified():
            raise forms.ValidationError(_("The device did not ask who you are. Try with another one."))
        return credential


class ProfileForm(forms.Form):
    """Who I am, in my own words."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As you sign your messages."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    trade = forms.CharField(
        label=_("Your trade"),
        max_length=160,
        required=False,
        help_text=_("In a few words, as you say it to a client: facilitator of public consultations, illustrator …"),
    )
    town = forms.CharField(
        label=_("Your town"), max_length=80, required=False, widget=forms.TextInput({"autocomplete": "address-level2"})
    )
    bio = forms.CharField(
        label=_("A few words about you"),
        required=False,
        max_length=4000,
        help_text=_("What you like to do, how you work, what you are looking for in a group."),
        widget=CountedTextarea(4000, {"rows": 6}),
    )
    is_offer_stable = forms.BooleanField(
        label=_("My offer is stable"),
        required=False,
        help_text=_("Leave it open while you are still searching: that is a good place to be in."),
    )

    @classmethod
    def of(cls, person: Person, data: Any = None) -> "ProfileForm":
        """Filled in with what the person wrote before."""
        return cls(data, initial={name: getattr(person, name) for name in cls.base_fields})

    def content(self) -> ProfileContent:
        """What the action takes."""
        return ProfileContent(**self.cleaned_data)


class AvailabilityForm(forms.Form):
    """How many hours a week, from when, until when."""

    hours_per_week = forms.IntegerField(
        label=_("Hours per week"), min_value=0, max_value=80, help_text=_("Roughly. Zero says that you are not free.")
    )
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: until further notice."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"starts_on": clock.today()})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The end does not come before the beginning."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end comes before the beginning."))
        return cleaned


class ReferenceForm(forms.Form):
    """A piece of past work."""

    title = forms.CharField(label=_("What you did"), max_length=200)
    client = forms.CharField(label=_("For whom"), max_length=160, required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1950)
    note = forms.CharField(
        label=_("In a few words"), required=False, max_length=2000, widget=CountedTextarea(2000, {"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A reference may be for a work that ends next year, no later.
        latest = clock.today().year + 1
        self.fields["year"] = forms.IntegerField(label=_("Year"), required=False, min_value=1950, max_value=latest)

    @classmethod
    def of(cls, reference: Reference, data: Any = None) -> "ReferenceForm":
        """Filled in with what was written before."""
        return cls(data, initial={name: getattr(reference, name) for name in cls.base_fields})

    def content(self) -> ReferenceContent:
        """What the action takes."""
        return ReferenceContent(**self.cleaned_data)


class LegalEntityForm(forms.Form):
    """The body one works through: its SIREN, and its name when nobody gave it before."""

    siren = forms.CharField(
        label=_("SIREN"),
        max_length=30,
        help_text=_("Nine figures, on the papers of your cooperative or on your own."),
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    name = forms.CharField(label=_("Name of the body"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=LegalEntity.Kind.choices, initial=LegalEntity.Kind.CAE)
    town = forms.CharField(label=_("Town"), max_length=80, required=False)

    def clean_siren(self) -> str:
        """The nine figures, once their key is checked."""
        number = codes.clean_siren(self.cleaned_data["siren"])
        if not codes.is_siren(number):
            raise forms.ValidationError(_("This is not a SIREN: nine figures whose last one is a check."))
        return number


ZONES = [
    ("Europe/Paris", _("Paris, Brussels, Geneva")),
    ("America/Guadeloupe", _("Guadeloupe, Saint-Martin")),
    ("America/Martinique", _("Martinique")),
    ("America/Cayenne", _("French Guiana")),
    ("America/Miquelon", _("Saint-Pierre and Miquelon")),
    ("Indian/Reunion", _("Réunion")),
    ("Indian/Mayotte", _("Mayotte")),
    ("Pacific/Noumea", _("New Caledonia")),
    ("Pacific/Tahiti", _("Tahiti")),
    ("Pacific/Wallis", _("Wallis and Futuna")),
    ("Europe/London", _("London, Dublin")),
    ("Europe/Lisbon", _("Lisbon")),
    ("America/Toronto", _("Montreal, Toronto")),
    ("Africa/Casablanca", _("Casablanca")),
    ("Africa/Dakar", _("Dakar, Abidjan")),
]


class PreferencesForm(forms.Form):
    """How Commun speaks to me, and when."""

    digest_rhythm = forms.ChoiceField(
        label=_("Digest by e-mail"),
        choices=Person.Rhythm.choices,
        widget=ChoiceChips,
        help_text=_("One message with what is new for you; nothing when nothing is new."),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("At what hour"), coerce=int, choices=[(h, f"{h} h") for h in range(24)]
    )
    time_zone = forms.ChoiceField(label=_("Where you are"), choices=ZONES)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("fr", "Français"), ("en", "English")], widget=ChoiceChips
    )

    @classmethod
    def of(cls, person: Person, data: Any = None) -> "PreferencesForm":
        """Filled in with what was chosen before."""
        form = cls(data, initial={name: getattr(person, name) for name in cls.base_fields})
        if person.time_zone not in dict(ZONES):
            form.fields["time_zone"] = forms.ChoiceField(
                label=_("Where you are"), choices=[*ZONES, (person.time_zone, person.time_zone)]
            )
        return form

    def content(self) -> Preferences:
        """What the action takes."""
        return Preferences(**self.cleaned_data)


class ErasureForm(forms.Form):
    """What stays of the name, and a clear yes."""

    KEEP, REPLACE = "keep", "replace"

    name_choice = forms.ChoiceField(
        label=_("In the history of your groups"),
        choices=[(KEEP, _("keep my name")), (REPLACE, _("show a pseudonym instead"))],
        initial=REPLACE,
        widget=forms.RadioSelect,
    )
    pseudonym = forms.CharField(
        label=_("Pseudonym"), max_length=120, required=False, help_text=_("Empty: “a former member”.")
    )
    is_sure = forms.BooleanField(label=_("I have understood: nobody can bring my account back"))
