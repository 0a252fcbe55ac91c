"""A small reader of command-line options whose complaints are in French."""

from __future__ import annotations

from collections.abc import Iterable

from commun.launch.errors import Stop


def read(
    arguments: list[str], flags: Iterable[str] = (), values: Iterable[str] = (), words: int = 0
) -> tuple[dict[str, str], list[str]]:
    """Split the arguments into options and at most `words` plain words.

    A flag that is present has the value "1". Errors: Stop for an unknown option or a missing value.
    """
    options: dict[str, str] = {}
    plain: list[str] = []
    rest = list(arguments)
    known = ", ".join(f"--{name}" for name in [*flags, *values]) or "aucune"
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            plain.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        if name in flags and not equals:
            options[name] = "1"
        elif name in values:
            if not equals and not rest:
                raise Stop(f"l'option --{name} attend une valeur.", 2)
            options[name] = value if equals else rest.pop(0)
        else:
            raise Stop(f"l'option « {word} » est inconnue. Options possibles : {known}.", 2)
    if len(plain) > words:
        raise Stop(f"« {plain[words]} » est de trop ici. Voyez « ./commun help ».", 2)
    return options, plain


def port_number(text: str) -> int:
    """Return a port to listen on; Stop unless it is a whole number from 1 to 65535."""
    if not (text.isascii() and text.isdigit()):
        raise Stop(f"« {text} » n'est pas un numéro de port : donnez un nombre entier, par exemple --port 8001.", 2)
    if not 1 <= int(text) <= 65535:
        raise Stop(
            f"le port {text} n'existe pas : choisissez un nombre entre 1024 et 65535, par exemple --port 8001.", 2
        )
    return int(text)
