"""An operator opens the first group of an empty site."""

import pytest
from django.core.management import CommandError, call_command

from commun.core import scope
from commun.core.models import Space
from commun.governance.models import Membership

pytestmark = pytest.mark.django_db


def test_the_first_person_facilitates_the_first_group(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("open_group", "Démarches participatives", email="Camille@Exemple.test", name="Camille Besson")
    space = Space.objects.get(name="Démarches participatives")
    with scope.use(space):
        member = Membership.objects.get()
    assert (member.person.email, member.state, member.role) == ("camille@exemple.test", "member", "facilitator")
    assert "camille@exemple.test" in capsys.readouterr().out


@pytest.mark.parametrize(("group", "email"), [("", "a@exemple.test"), ("Groupe", "pas une adresse")])
def test_a_wrong_word_is_one_sentence(group: str, email: str) -> None:
    with pytest.raises(CommandError):
        call_command("open_group", group, email=email)
    assert not Space.objects.exclude(kind="house").exists()
