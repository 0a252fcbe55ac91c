"""One's own corner: profile, preferences, safety, data."""

from django.urls import path

from commun.people.views import data, parts, preferences, profile, security

app_name = "people"
urlpatterns = [
    path("", profile.profile, name="profile"),
    path("profil/", profile.change_profile, name="change-profile"),
    path("structure/", profile.legal_entity, name="legal-entity"),
    path("structure/quitter/", profile.leave_legal_entity, name="leave-legal-entity"),
    path("disponibilites/ajouter/", parts.add_availability, name="add-availability"),
    path("disponibilites/<int:pk>/retirer/", parts.remove_availability, name="remove-availability"),
    path("references/ajouter/", parts.add_reference, name="add-reference"),
    path("references/<slug:ref>/", parts.change_reference, name="change-reference"),
    path("references/<slug:ref>/retirer/", parts.remove_reference, name="remove-reference"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("donnees/", data.data, name="data"),
    path("donnees/commun-mes-donnees.json", data.export, name="export"),
    path("donnees/effacer/", data.erase, name="erase"),
    path("securite/", security.security, name="security"),
    path("securite/cle/", security.add_passkey, name="add-passkey"),
    path("securite/cle/<int:pk>/retirer/", security.remove_passkey, name="remove-passkey"),
    path("securite/revenir/", security.sign_in_again, name="sign-in-again"),
]
