"""One thing, one name: the models' names are in the glossary, and the words to avoid are in no page."""

import csv
import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
FRENCH = ROOT / "src" / "commun" / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def glossary() -> list[dict[str, str]]:
    with (ROOT / "docs" / "glossary.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def our_models() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.startswith("commun.")]


@pytest.mark.parametrize(("language", "column"), [("en", "english"), ("fr", "french")])
def test_every_model_has_its_line(language: str, column: str) -> None:
    names = {row["code"]: row[column] for row in glossary()}
    with translation.override(language):
        wrong = {
            model._meta.label: str(model._meta.verbose_name)
            for model in our_models()
            if names.get(model._meta.label) != str(model._meta.verbose_name)
        }
    assert wrong == {}


def test_a_name_is_given_once() -> None:
    for column in ("english", "code"):
        values = [row[column] for row in glossary() if row[column]]
        models = [value for value in values if column == "english" or re.match(r"^[a-z]+\.[A-Z]", value)]
        assert len(models) == len(set(models)), column


def test_no_avoided_word_is_shown() -> None:
    avoided = [word.strip() for row in glossary() for word in row["avoid"].split(",") if word.strip()]
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, avoided))})s?\b", re.IGNORECASE)
    found = []
    for entry in polib.pofile(str(FRENCH)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            visible = re.sub(r"%\(\w+\)s|https?://\S+|<[^>]+>", " ", text)
            found += [(entry.msgid[:60], match.group()) for match in pattern.finditer(visible)]
    assert found == []
