"""Inclusive spellings, generated: whichever way the text is written, whichever way it is asked."""

from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.text import excerpt, parse_query, slips

# Masculine, feminine, the endings that people write after the masculine.
NOUNS = [
    ("acteur", "actrice", "rice trice ice"), ("coopérateur", "coopératrice", "rice trice ice"),
    ("facilitateur", "facilitatrice", "rice ice"), ("travailleur", "travailleuse", "euse se"),
    ("chercheur", "chercheuse", "euse se"), ("adhérent", "adhérente", "e"), ("salarié", "salariée", "e ée"),
    ("élu", "élue", "e"), ("ouvrier", "ouvrière", "ère e ière"), ("conseiller", "conseillère", "ère e"),
    ("citoyen", "citoyenne", "ne enne"), ("créatif", "créative", "ve ive"), ("heureux", "heureuse", "se euse"),
    ("nouveau", "nouvelle", "elle lle"), ("chef", "cheffe", "fe ffe"), ("entrepreneur", "entrepreneure", "e"),
    ("patron", "patronne", "ne onne"), ("directeur", "directrice", "rice trice"), ("public", "publique", "que"),
    ("professionnel", "professionnelle", "le elle"), ("paysan", "paysanne", "ne anne"), ("local", "locale", "e"),
    ("maître", "maîtresse", "sse esse"), ("artisan", "artisane", "e"), ("auteur", "autrice", "rice"),
    ("voisin", "voisine", "e ine"),
]  # fmt: skip
MOULDS = [
    "{m}·{e}", "{m}·{e}·s", "{m}·{e}s", "{p}·{e}s", "{m}•{e}•s", "{m}.{e}", "{m}.{e}.s", "{m}({e})", "{m}({e}s)",
    "{m}({e})s", "{m}-{e}", "{m}-{e}-s", "{m}/{e}", "{m}/{e}s",
]  # fmt: skip
AROUND = ["les {} du lieu", "« {} », dit-on", "({})", "l’{}.", "{}\u00a0!", "aux\u00a0{}, aux autres"]


def plural(word: str) -> str:
    if word.endswith("eau"):
        return f"{word}x"
    return f"{word[:-2]}aux" if word.endswith("al") else word if word[-1] in "sx" else f"{word}s"


def finds(query: str, text: str) -> bool:
    return parse_query(query).matches(text)


@settings(max_examples=300)
@given(st.data(), st.sampled_from(NOUNS), st.sampled_from(MOULDS), st.sampled_from(AROUND))
def test_both_genders_and_the_inclusive_form_find_one_another(
    data: st.DataObject, noun: tuple[str, str, str], mould: str, around: str
) -> None:
    masculine, feminine, endings = noun
    ending = data.draw(st.sampled_from(endings.split()))
    form = mould.format(m=masculine, p=plural(masculine), e=ending)
    for word in (masculine, feminine, plural(masculine), plural(feminine), feminine.upper()):
        assert finds(word, around.format(form)), (word, form)
        assert finds(form, around.format(word)), (form, word)


def test_one_word_that_says_both_is_both() -> None:
    pairs = {
        "toustes": "tous toutes tou·te·s", "tous·tes": "tous toutes", "tous.tes": "tout toutes tou·te·s",
        "celleux": "ceux celles", "iels": "ils elles",
        "lecteurices": "lectrice lecteur", "acteurices": "acteur actrices acteur.rice.s", "auteurice": "autrice auteur",
    }  # fmt: skip
    for both, words in pairs.items():
        for word in words.split():
            assert finds(word, f"bonjour {both} !"), (word, both)
            assert finds(both, f"bonjour {word} !"), (both, word)


def test_words_joined_by_a_hyphen_stay_two() -> None:
    for text in ("donne-le", "est-elle", "va-t-elle", "rendez-vous", "peut-être", "celui-ci", "Noisy-le-Sec"):
        assert not finds("inclusive", text)
        assert finds(text, text)
    assert finds("elle", "Où est-elle ?")


def test_what_answers_is_marked_and_nothing_else_changes() -> None:
    text = "Bonjour à tou·te·s. Les élu·e·s de l’Œuvre parlent de la facilita-\ntion."
    found = excerpt(text, parse_query("élue oeuvre facilitation"))
    assert [piece.text for piece in found if piece.is_marked] == ["élu·e·s", "l’Œuvre", "facilitation."]
    assert "".join(piece.text for piece in found) == " ".join(text.replace("-\n", "").split())
    long = "mot " * 500 + "mirabelle " + "fin " * 500
    short = "".join(piece.text for piece in excerpt(long, parse_query("mirabelles")))
    assert "mirabelle" in short
    assert len(short.split()) < 50


def test_slips_of_the_fingers_are_counted() -> None:
    cases = {("chaier", "chaire"): 1, ("deliberaton", "deliberation"): 1, ("diallo", "dialo"): 1, ("a", "bcdef"): 3}
    assert {pair: slips(*pair) for pair in cases} == cases
