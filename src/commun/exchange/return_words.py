"""What the words of a server that refused a mail say, where its code says little, or wrongly.

Many servers answer « 550 » or « 5.0.0 » to whatever they do not want: only their words tell a dead address from a full
box, or from a rule of theirs (Orange: « 552 5.1.1 Boite du destinataire pleine », « 550 5.2.0 Mail rejete »).
"""

import re
from typing import Final

CODE: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})\b(?!\.\d)")
_LONGEST: Final = 4_000
FULL, TOO_BIG, RULE, UNKNOWN, FOR_NOW = "5.2.2", "5.3.4", "5.7.1", "5.1.1", "4.3.2"
_SURE: Final = {FULL, "5.2.3", TOO_BIG}
# What names somebody or some place: words in there are no reason.
_NAMES: Final = re.compile(r"<[^<>\s]{0,320}>|(?<![^\s<>])[^\s<>]{1,320}@[^\s<>]{1,320}|https?://\S+", re.IGNORECASE)
_FULL: Final = re.compile(
    r"quota|out of storage|full mailbox|disk full|(?:mail ?box|inbox|account|bo.{1,2}te|compte)\b[^;]{0,40}\b(?:full\b|"
    r"plein)|(?:not enough|insufficient) (?:disk |system |storage )*(?:space|storage)|space not enough|"
    r"(?:disk|mail ?box|storage)\b[^;]{0,20}\b(?:space|size)? ?(?:limit|exceed)|exceed\w*[^;]{0,30}\b(?:disk|storage)|"
    r"too many messages on|espace[^;]{0,20} insuffisant",
    re.IGNORECASE,
)
_TOO_BIG: Final = re.compile(
    r"(?:message|mail|size)\b[^;]{0,30}\b(?:too (?:big|large)|exceeds?\b|exceeded)|exceed\w*[^;]{0,30}\bmessage size|"
    r"size=message too big|taille limite|class=size limit|message[^;]{0,30} trop (?:gros|volumineux)",
    re.IGNORECASE,
)
_WHO: Final = r"(?:user|recipient|mail[ -]?box|address|account|destinataire|adresse|utilisateur|compte|rcpt)"
_UNKNOWN: Final = re.compile(
    rf"\b{_WHO}\b[^;]{{0,60}}?\b(?:unknown|invalid|inconnu|inexistant|disabled|deactivated|unavailable|no longer|"
    rf"n'existe|inactive|not (?:be )?(?:exist|found|known|valid|active|available)|does(?:n't| not) exist|introuvable)|"
    rf"\b(?:unknown|invalid|no such|no|bad|not a known|not a valid|not an active|deactivated|inactive)[ _]{_WHO}|"
    r"badrcpt|no mail ?box|inactivity|recipient rejected",
    re.IGNORECASE,
)
_RULE: Final = re.compile(
    r"spam|unsolicited|\b(?:bulk|mass|junk)\b|\bube\b|(?:dns|uri|su|r)bl\b|(?:black|block)[ -]?list|blocked|bloqu|"
    r"reputation|polic(?:y|ies)|\b(?:spf|dkim|dmarc)\b|virus|malware|content[ -](?:filter|reject|refus)|\bsender\b|"
    r"emetteur|not (?:allowed|authori[sz]ed|permitted) to|mail rejet|mail rejected|message refuse|service refus|"
    r"requires confirmation|too many errors|client host rejected|abusive|by (?:this user|administrator)|"
    r"\b(?:ofr|lpn|ouk|sfr_in)[a-z\d]*_(?!41[678]|42[06])\d{3}",
    re.IGNORECASE,
)
_FOR_NOW: Final = re.compile(
    r"(?:try|come back) (?:again )?later|essayer plus tard|gr[ae]y ?list|temporar|time(?:d )?out|\bbusy\b|loop|"
    r"too many \w* ?connections|trop de connexions|service (?:is )?(?:currently )?unavailable|socket error|"
    r"requests to connect|connection (?:was )?refused|unreachable",
    re.IGNORECASE,
)


def sure_code(code: str, words: str) -> str:
    """The code that the words tell (RFC 3463); the one that was given, where they tell nothing else."""
    plain = _NAMES.sub(" ", words[:_LONGEST])
    if is_vague(code):
        code = next((one for one in CODE.findall(plain) if one[0] != "2" and not is_vague(one)), code)
    if code.startswith(("2.", "4.")) or code in _SURE:
        return code
    if _FULL.search(plain):
        return FULL
    if _TOO_BIG.search(plain):
        return TOO_BIG
    is_about_us = re.search(r"\bsender\b|emetteur|\bspam", plain, re.IGNORECASE) is not None
    if (is_vague(code) or code.startswith("5.7.")) and _UNKNOWN.search(plain) and not is_about_us:
        return UNKNOWN
    if not is_vague(code):
        return code
    return RULE if _RULE.search(plain) else FOR_NOW if _FOR_NOW.search(plain) else code


def is_vague(code: str) -> bool:
    """« Something is wrong » (5.0.0, 5.2.0, 5.5.0), or a code that no rule knows."""
    return not code or code.endswith(".0") or not re.match(r"[245]\.[1-7]\.", code)
