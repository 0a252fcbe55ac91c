"""Forms that everybody can fill in."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from commun.ui.forms import summary_of

register = template.Library()


@register.inclusion_tag("ui/components/form.html")
def form_page(
    form: BaseForm,
    *,
    submit: Any = "",
    action: str = "",
    method: str = "post",
    cancel_url: str = "",
    form_id: str = "",
) -> dict[str, Any]:
    """A whole <form>: its token, the summary of errors, the fields, the buttons."""
    return {
        "form": form,
        "submit": submit,
        "action": action,
        "method": method,
        "cancel_url": cancel_url,
        "form_id": form_id,
    }


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One field: label, help, control, errors."""
    return bound.as_field_group()


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """What is wrong and where, for forms whose fields are set one by one."""
    return summary_of(form)
