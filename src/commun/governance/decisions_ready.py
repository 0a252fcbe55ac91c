"""What decisions and things to do add to the registries of the house, once the room is ready."""


def register() -> None:
    """Effects of decisions on decisions."""
    from commun.governance import effects_decisions

    effects_decisions.register()
