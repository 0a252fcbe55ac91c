"""What the tests of this room share."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences as they are in the code, whatever the catalogues hold."""
    with translation.override("en"):
        yield
