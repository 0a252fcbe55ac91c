"""Facts about the texts of the group and who answered to them."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

TEXT, ARTICLE = "governance.text", "governance.article"

TEXT_ADOPTED = "governance.text.adopted"
ARTICLE_ADDED = "governance.article.added"
ARTICLE_CHANGED = "governance.article.changed"
ARTICLE_WITHDRAWN = "governance.article.withdrawn"
ACCEPTED = "governance.text.accepted"
DECLINED = "governance.text.declined"
RULES_CHANGED = "governance.membership_rules.changed"

# Told to every member by the digest.
CHANGES = (TEXT_ADOPTED, ARTICLE_ADDED, ARTICLE_CHANGED, ARTICLE_WITHDRAWN)

declare(
    FactKind(TEXT_ADOPTED, _("The group adopted a text: %(about)s")),
    FactKind(ARTICLE_ADDED, _("The group added an article: %(about)s")),
    FactKind(ARTICLE_CHANGED, _("The group changed an article: %(about)s")),
    FactKind(ARTICLE_WITHDRAWN, _("The group withdrew an article: %(about)s")),
    FactKind(ACCEPTED, _("%(actor)s accepted a text of the group: %(about)s")),
    FactKind(DECLINED, _("%(actor)s does not accept a text of the group for now: %(about)s"), is_told=False),
    FactKind(RULES_CHANGED, _("The group changed its rules of membership")),
)
