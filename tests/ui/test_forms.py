"""Every form is accessible by default."""

from django import forms

from commun.ui.forms import ChoiceChips, CountedTextarea
from tests.support.client import html_faults


class Sample(forms.Form):
    name = forms.CharField(label="Nom", help_text="Deux mots.")
    bio = forms.CharField(label="Quelques lignes", required=False, widget=forms.Textarea)
    stance = forms.ChoiceField(label="Intention", choices=[("a", "Porter"), ("b", "Passer")], widget=ChoiceChips)
    agrees = forms.BooleanField(label="D’accord")
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("Les deux ne vont pas ensemble.")


def test_labels_help_and_groups_are_tied_to_their_fields() -> None:
    drawn = str(Sample())
    assert html_faults(drawn) == []
    assert '<label for="id_name">' in drawn
    assert 'aria-describedby="id_name_helptext"' in drawn
    assert 'id="id_name_helptext"' in drawn
    assert drawn.count("<fieldset") == drawn.count("<legend>") == 1


def test_only_optional_fields_are_marked() -> None:
    assert str(Sample()).count("c-field__optional") == 1


def test_a_choice_that_says_none_itself_and_a_question_are_plain() -> None:
    class Wish(forms.Form):
        section = forms.ChoiceField(
            label="Sous quelle rubrique ?", required=False, choices=[("", "aucune"), ("a", "Ateliers")],
            widget=forms.RadioSelect,
        )  # fmt: skip

    drawn = str(Wish({"section": "b"}))
    assert "c-field__optional" not in drawn
    assert "rubrique ? :" not in drawn.replace("\u202f", " ").replace("\xa0", " ")


def test_nothing_is_wrong_before_sending() -> None:
    assert "c-summary" not in str(Sample())


def test_errors_are_listed_first_and_lead_to_their_field() -> None:
    drawn = str(Sample({}))
    assert html_faults(drawn) == []
    assert drawn.index("c-summary") < drawn.index("id_name_helptext")
    assert "Les deux ne vont pas ensemble." in drawn
    assert '<a href="#id_name">' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_name_error"' in drawn


def test_every_line_of_the_summary_leads_somewhere() -> None:
    import re

    drawn = str(Sample({}))
    for anchor in re.findall(r'<a href="#([^"]*)"', drawn):
        assert f'id="{anchor}"' in drawn


def test_errors_of_hidden_fields_are_told_too() -> None:
    summary = str(Sample({})).split("</ul>")[0]
    assert summary.count("<li>") == len(["both", "name", "stance", "agrees", "secret"])


def test_a_line_break_is_one_sign_as_the_page_counts_it() -> None:
    class Words(forms.Form):
        text = forms.CharField(max_length=5, widget=CountedTextarea(5))

    assert Words({"text": "a\r\nb\r\nc"}).is_valid()
    assert not Words({"text": "a\r\nb\r\ncd"}).is_valid()
