"""What the author of a mail asks of those who pass it on."""

from commun.algo.mail.reading import Mail


def wants_no_archive(mail: Mail) -> bool:
    """« X-No-Archive: yes », « Archive: no » (RFC 5536, 3.2.2): read it, do not keep it."""
    asked = (mail.first("x-no-archive").strip().lower(), mail.first("archive").strip().lower())
    return asked[0].startswith("yes") or asked[1].startswith("no")
