"""All tags and filters of the design system; a builtin library, so that no template loads it."""

from django import template

from commun.ui.tags import acts, content, data, forms, paths, people, text

register = template.Library()
for family in (text, acts, content, people, data, paths, forms):
    register.tags.update(family.register.tags)
    register.filters.update(family.register.filters)
