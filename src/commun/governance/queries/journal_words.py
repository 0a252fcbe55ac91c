"""Words for the states of a decision, where there is only the state's name."""

from commun.governance.models import Decision


def state_name(state: str) -> str:
    """The state in words, in the reader's language."""
    return str(Decision.State(state).label)
