"""What gives a right by itself, in an address, is not written in the log."""

import logging
import logging.config
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import get_resolver

from commun.core.log_lines import RIGHTS, Line, masked

TOKEN = "WyIxNmFiIiwiMjAyNi0xMS0xNlQxMTowMCJd:1xVPOB:VfQS887bHDTU8HOIQzJaQF0TuimYFfqKP2cUFf8PxxM"


def _addresses(patterns: list[Any], before: str = "") -> Iterator[str]:
    for one in patterns:
        yield before + str(one.pattern)
        yield from _addresses(getattr(one, "url_patterns", []), before + str(one.pattern))


def test_every_address_with_a_token_is_cut() -> None:
    addresses = list(_addresses(get_resolver().url_patterns))
    found = {match.group(1) for one in addresses if (match := re.match(r"(\w+)/<\w+:token>", one))}
    assert found == set(RIGHTS)
    for name in RIGHTS:
        for token in (TOKEN, TOKEN.replace(":", "%3A"), f"{TOKEN}.ics", "x" * 16):
            assert masked(f'"GET /{name}/{token}/pieces/ HTTP/1.1" 200') == f'"GET /{name}/…/pieces/ HTTP/1.1" 200'
    assert masked('"GET /g/atelier/fil/?page=2 HTTP/1.1"') == '"GET /g/atelier/fil/?page=2 HTTP/1.1"'


def test_the_house_and_its_server_write_through_it() -> None:
    told: Any = settings.LOGGING
    made = logging.config.DictConfigurator(told).configure_formatter(dict(told["formatters"]["line"]))
    assert isinstance(made, Line)
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (f"/equipe/{TOKEN}/",), None)
    assert made.format(record).endswith("django.request: Gone: /equipe/…/")
    assert {one["formatter"] for one in told["handlers"].values()} == {"line"}
    assert told["loggers"]["uvicorn.access"]["handlers"] == ["console"]
