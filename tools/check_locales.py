"""``python tools/check_locales.py [--update]``: the catalogues are complete, current, and none is fuzzy.

French must be 100 % translated. English msgids are the English text, so the English catalogue is complete when
it holds every message (empty translations show the msgid). ``--update`` rewrites the catalogues from the sources
and takes translations from the folders given after it (plain .po files).
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "commun"
HEADER = {
    "Project-Id-Version": "Commun",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
PLURALS = {"fr": "nplurals=2; plural=(n > 1);", "en": "nplurals=2; plural=(n != 1);"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def catalogue(language: str) -> Path:
    """The file of one language."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def extract() -> None:
    """Let Django read the sources."""
    command = [sys.executable, "-m", "commun.config.manage", "makemessages", "-l", "fr", "-l", "en"]
    options = ["--no-location", "--no-obsolete", "--no-wrap", "--ignore", "launch/*", "-v", "0"]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "COMMUN_SECRET_KEY": "extraction"}
    subprocess.run([*command, *options], cwd=PACKAGE, check=True, env=environment)
    for language in ("fr", "en"):
        po = polib.pofile(str(catalogue(language)), wrapwidth=0)
        po.header, po.metadata_is_fuzzy = f"Commun, {language}", False
        po.metadata = {**HEADER, "Language": language, "Plural-Forms": PLURALS[language]}
        po.save()


def fill(folders: list[Path]) -> None:
    """Take French translations from other catalogues, which win."""
    known: dict[tuple[str | None, str], polib.POEntry] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.po")):
            for entry in polib.pofile(str(path)):
                if entry.translated():
                    known[(entry.msgctxt, entry.msgid)] = entry
    po = polib.pofile(str(catalogue("fr")), wrapwidth=0)
    for entry in po:
        if "fuzzy" in entry.flags:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        if (entry.msgctxt, entry.msgid) in known:
            source = known[(entry.msgctxt, entry.msgid)]
            if entry.msgid_plural:
                entry.msgstr_plural = source.msgstr_plural
            else:
                entry.msgstr = source.msgstr
    po.save(str(catalogue("fr")))
    for language in ("fr", "en"):
        catalogue(language).with_suffix(".mo").write_bytes(compiled(language))


def compiled(language: str) -> bytes:
    """The catalogue as the program reads it: committed, so that a clone runs without gettext's tools."""
    binary: bytes = polib.pofile(str(catalogue(language))).to_binary()
    return binary


def faults() -> list[str]:
    """What is missing, fuzzy, or has other placeholders than its source."""
    found = []
    for language in ("fr", "en"):
        if catalogue(language).with_suffix(".mo").read_bytes() != compiled(language):
            found.append(f"{language}: the compiled catalogue is not current (--update)")
        for entry in polib.pofile(str(catalogue(language))):
            where = f"{language}: {entry.msgid[:70]!r}"
            if "fuzzy" in entry.flags:
                found.append(f"{where} is fuzzy")
            if language == "fr" and not entry.translated():
                found.append(f"{where} is not translated")
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                expected = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
                if text and not set(PLACEHOLDER.findall(text)) <= expected:
                    found.append(f"{where} has other placeholders")
    return found


def main(arguments: list[str]) -> int:
    """Check, or update first; returns the exit code."""
    before = {lang: catalogue(lang).read_text() for lang in ("fr", "en") if catalogue(lang).exists()}
    extract()
    if arguments[:1] == ["--update"]:
        fill([Path(folder) for folder in arguments[1:]])
    elif any(catalogue(lang).read_text() != text for lang, text in before.items()):
        print("The catalogues are not current: run `python tools/check_locales.py --update`.")
        return 1
    found = faults()
    print("\n".join(found) or "Catalogues complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
