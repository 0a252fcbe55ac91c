"""What roles and mandates add to the registries of the house, once the room is ready."""


def register() -> None:
    """Effects of decisions, hand-over at a departure."""
    from commun.governance import effects_roles

    effects_roles.register()
