"""The one way in which the launcher gives up: a sentence in French that says what to do."""


class Stop(Exception):
    """Ends the command with one clear sentence; `code` is the exit code (never 0)."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
