"""Template tags of the components, by family; ``templatetags/ui.py`` gathers them."""
