"""The head of a mail that was copied into another: « De : », « Envoyé : », « À : », « Objet : », of many languages.

People write « Pour : 12 » and « Objet : l'assemblée » too: lines are a head together only, with a sender and with what
a person would not write (an address, or a day with its year and its hour).
"""

import re
from collections.abc import Sequence
from typing import Final

_SENDERS: Final = (
    r"From|De|Exp[ée]diteur|Von|Da|Van|Fra|Från|Od|Feladó|Lähettäjä|De la|От|Від|Kimden|发件人|寄件者|差出人"
)
_DATED: Final = (
    r"Date|Sent|Le|Envoy[ée]e?(?: le)?|Gesendet|Datum|Dato|Enviad[ao](?: em)?|Enviado(?: el)?|Fecha|Data|Inviato|Sendt|"
    r"Skickat|Verzonden|Wysłan[oey]|Odesláno|Odoslané|Küldve|Elküldve|Dátum|Lähetetty|Trimis|Отправлено|Дата|Gönderildi|"
    r"发送时间|日期|送信日時"
)
_OTHERS: Final = (
    r"To|Cc|Cci|Bcc|Reply-To|Subject|[ÀA]|Pour|Destinataires?|Copie(?: [àa])?|R[ée]pondre [àa]|"
    r"Objet|Sujet|An|Betreff|Kopie|Para|Asunto|Assunto|Risposta|Oggetto|Aan|Beantwoorden - Aan|Onderwerp|Til|"
    r"Emne|Kopi|Till|Ämne|Importance|Pi[èe]ces? jointes?|Do|DW|Temat|Komu|Předmět|Predmet|Címzett|Tárgy|Másolat|"
    r"Vastaanottaja|Aihe|Kopio|Către|Subiect|Кому|Копия|Тема|Kime|Konu|收件人|主题|宛先|件名"
)
_NAMED: Final = re.compile(rf"[\s>*]*(?:{_SENDERS}|{_DATED}|{_OTHERS})\*?\s*[:：]", re.IGNORECASE)
_HEADER: Final = re.compile(
    rf"[\s>*]*(?:(?:{_DATED})\*?\s*[:：]\*?.*\d|(?:{_SENDERS}|{_OTHERS})\*?\s*[:：]\*?.*\w)", re.IGNORECASE
)
# « De : Paul <...> Envoyé : lundi 12 octobre 2026 14:03 À : Léa », all on one row.
_IN_A_ROW: Final = re.compile(rf"(?:^|\s)\*?({_SENDERS}|{_DATED}|{_OTHERS})\*?\s?:\*?\s")
_LONGEST_ROW = 1000
_SENDER: Final = re.compile(rf"[\s>*]*(?:{_SENDERS})\*?\s*[:：]", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d\d\b|年")
HOUR: Final = re.compile(r"\b\d{1,2}\s?[:h.]\s?\d\d\b|\b\d{1,2}\s?(?:am|pm)\b", re.IGNORECASE)
_MOST_BETWEEN = 2
_FEWEST = 3


def is_header(row: str) -> bool:
    """Whether the row has the form of a header; alone it is none."""
    return _HEADER.match(row) is not None


def whole_heads(rows: Sequence[str]) -> list[range]:
    """Where heads of mails stand, in order: their rows, with those over which a long header runs."""
    found, at = [], 0
    while at < len(rows):
        if not is_header(rows[at]):
            at += 1
            continue
        is_whole = _is_head_in_a_row(rows[at])
        end = at + 1 if is_whole else _end_of(rows, at)
        if is_whole or _is_head(rows[at:end]):
            found.append(range(at, end))
        at = end
    return found


def _end_of(rows: Sequence[str], at: int) -> int:
    end = at + 1
    for here in range(at + 1, len(rows)):
        if _NAMED.match(rows[here]):
            end = here + 1
        elif here - end >= _MOST_BETWEEN or not _may_stand_between(rows, here):
            break
    return end


def _may_stand_between(rows: Sequence[str], here: int) -> bool:
    """An empty row, or more addresses of a header that began above."""
    row = rows[here]
    return (
        not row.strip(" >") or "@" in row or row.startswith((" ", "\t")) or rows[here - 1].rstrip().endswith((",", ";"))
    )


def _is_head_in_a_row(row: str) -> bool:
    names = set(_IN_A_ROW.findall(row)) if len(row) <= _LONGEST_ROW else set()
    if len(names) < _FEWEST or not any(re.fullmatch(_SENDERS, name) for name in names):
        return False
    return _YEAR.search(row) is not None and (_ADDRESS.search(row) or HOUR.search(row)) is not None


def _is_head(rows: Sequence[str]) -> bool:
    headers = [row for row in rows if _NAMED.match(row)]
    if len(headers) < _FEWEST or not any(_SENDER.match(row) for row in headers):
        return False
    is_dated = any(_YEAR.search(row) and HOUR.search(row) for row in headers)
    return is_dated or any(_ADDRESS.search(row) for row in rows)
