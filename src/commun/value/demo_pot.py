"""The demo's common pot."""

from commun.core.registries import DemoStage


def load(stage: DemoStage) -> None:
    """Nothing yet."""
