"""The design system: look, components, typography, catalogue. It knows no room."""
