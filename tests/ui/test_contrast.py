"""Contrast AA, computed from the tokens, in light and dark."""

import re
from pathlib import Path

import pytest

from commun import ui

CSS = Path(ui.__file__).with_name("static") / "ui" / "css"
TOKENS = (CSS / "tokens.css").read_text()
BLOCKS = re.findall(r":root[^{]*\{([^}]*)\}", TOKENS)
GROUNDS = ("paper", "surface", "sunken")
WASHES = ("leaf-wash", "honey-wash", "clay-wash", "sky-wash")
TEXT_ON_GROUNDS = ("ink", "ink-soft", "ink-faint", "leaf", "leaf-strong", "clay")
SIGNS = [
    (sign, ground) for sign in ("line-strong", "focus", "leaf", "clay", "mark-honey", "sky") for ground in GROUNDS[:2]
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block))


LIGHT, DARK, CHOSEN_DARK = (colours(block) for block in BLOCKS)
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs_in_the_styles() -> set[tuple[str, str]]:
    """Every rule that names both its text and its ground."""
    found = set()
    for sheet in CSS.glob("*.css"):
        for body in re.findall(r"\{([^{}]*)\}", sheet.read_text()):
            text = re.search(r"(?<![\w-])color: var\(--([\w-]+)\)", body)
            ground = re.search(r"background(?:-color)?: var\(--([\w-]+)\)", body)
            if text and ground:
                found.add((text[1], ground[1]))
    return found


def test_the_two_dark_themes_are_the_same() -> None:
    assert DARK == CHOSEN_DARK


def test_every_colour_has_its_dark_twin() -> None:
    assert set(LIGHT) == set(DARK)


@THEMES
def test_text_reads_on_every_ground(theme: dict[str, str]) -> None:
    pairs = {(text, ground) for text in TEXT_ON_GROUNDS for ground in GROUNDS}
    pairs |= {("ink", wash) for wash in WASHES} | pairs_in_the_styles()
    weak = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@THEMES
def test_signs_and_borders_of_fields_are_seen(theme: dict[str, str]) -> None:
    weak = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in SIGNS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_the_styles_name_enough_pairs_to_be_worth_checking() -> None:
    assert len(pairs_in_the_styles()) >= 10


def test_no_colour_is_named_outside_the_tokens() -> None:
    sheets = [sheet for sheet in CSS.glob("*.css") if sheet.name not in ("tokens.css", "print.css")]
    named = {sheet.name: re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text()) for sheet in sheets}
    assert {name: found for name, found in named.items() if found} == {}


def test_every_token_used_exists() -> None:
    defined = set(re.findall(r"--([\w-]+):", TOKENS))
    used = {name for sheet in CSS.glob("*.css") for name in re.findall(r"var\(--([\w-]+)", sheet.read_text())}
    assert used - defined == set()


def test_the_styles_stay_light() -> None:
    assert sum(len(sheet.read_bytes()) for sheet in CSS.glob("*.css")) < 40_000
