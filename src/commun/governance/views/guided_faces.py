"""How guided paths are shown and opened."""

from django.utils.translation import gettext_lazy

from commun.governance.forms.guided import AdviceForm, AuthorisationForm, ConsentForm, ElectionForm
from commun.governance.models import Process
from commun.governance.views import advices, authorisations, consents, elections
from commun.governance.views.faces import GUIDED, Face, faces


def register() -> None:
    """Add them to the faces of processes, in the order in which they are offered."""
    method = Process.Method
    faces.add(
        method.CONSENT,
        Face(consents.page, ConsentForm, GUIDED, gettext_lazy("When it matters to everybody. If in doubt, this one.")),
    )
    faces.add(
        method.AUTHORISATION,
        Face(
            authorisations.page,
            AuthorisationForm,
            GUIDED,
            gettext_lazy("When it can be undone: one goes ahead unless somebody sees a harm."),
        ),
    )
    faces.add(
        method.ADVICE,
        Face(
            advices.page,
            AdviceForm,
            GUIDED,
            gettext_lazy("When one person will do it and knows it best, and others have things to say."),
        ),
    )
    faces.add(
        method.ELECTION,
        Face(
            elections.page,
            ElectionForm,
            GUIDED,
            gettext_lazy("When a role is to be filled, without candidates nor losers."),
            alone=True,
            on_decision=False,
        ),
    )
