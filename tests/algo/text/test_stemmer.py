"""Our stemmer against the reference implementation of Snowball."""

import csv
import gzip
import json
import random
import re
from pathlib import Path

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.text import stem

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "tenders"
REFERENCE = snowballstemmer.stemmer("french")
ENDINGS = (
    "euse issements issement ement amment emment iquement ativement ièrement ïs ions ais aises eant ell onn aux"
    " eaux oux logie ité abilité icité ivité ative icatif usion ution ence atrice ations ités ées era aient"
)
ROOTS = "nation coop administr habit élect ouvr sal mais aï noë ambigu qu paye loy gen bij ch cit continu franç"


def _agree(words: set[str]) -> list[tuple[str, str, str]]:
    return [(word, stem(word), REFERENCE.stemWord(word)) for word in words if stem(word) != REFERENCE.stemWord(word)]


def test_every_mix_of_roots_and_endings_has_the_reference_stem() -> None:
    endings = ENDINGS.split()
    words = {root + one + two for root in ROOTS.split() for one in ["", *endings] for two in ["", *endings]}
    assert len(words) > 20_000
    assert _agree(words) == []


def test_random_letters_have_the_reference_stem() -> None:
    rng = random.Random(20261121)
    letters = "abcdeilmnopqrstuvyéèëïîâçhjx'"
    words = {"".join(rng.choices(letters, k=rng.randint(1, 14))) for _ in range(20_000)}
    assert _agree(words) == []


@given(st.text(alphabet="aeiouyàâéèêëïîôûùlrstnmpcdvqgbfhjxzçIUYH'", max_size=16))
def test_any_word_has_the_reference_stem(word: str) -> None:
    assert stem(word) == REFERENCE.stemWord(word)


@pytest.mark.skipif(not DATA.exists(), reason="the shared data folder is not here")
def test_every_word_of_real_notices_has_the_reference_stem() -> None:
    words: set[str] = set()
    with gzip.open(DATA / "corpus" / "boamp_etudes_2017_2024.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            words.update(re.findall(r"[^\W_]+(?:'[^\W_]+)?", json.loads(line)["title"].lower()))
    with (DATA / "reference" / "cpv_2008_fr_en.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            words.update(re.findall(r"[^\W_]+", row["label_fr"].lower()))
    assert len(words) > 15_000
    assert _agree(words) == []
