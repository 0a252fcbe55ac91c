"""Kinds of mail that the house sends to a person, whatever their groups (``core.mail_kinds``)."""

from commun.core.mail_kinds import Nature, declare

# Asked for a moment ago, or about the safety of the account: « direct » is what libraries send, codes too.
declare(
    Nature.OWED,
    "code", "no-account", "passkey_added", "passkey_removed", "token_made", "erased", "direct", "people.answer",
)  # fmt: skip
# At the rhythm that the person chose.
declare(Nature.OWN, "digest")
