"""Addresses of the outline and of its sections."""

from django.urls import path

from commun.bids.views import sections

urlpatterns = [
    path("reponses/<slug:bid>/plan/", sections.outline, name="outline"),
    path("reponses/<slug:bid>/plan/commencer/", sections.start_outline, name="start-outline"),
    path("reponses/<slug:bid>/plan/ajouter/", sections.new_section, name="new-section"),
    path("reponses/parties/<slug:section>/", sections.section, name="section"),
    path("reponses/parties/<slug:section>/fiche/", sections.change_section, name="change-section"),
    path("reponses/parties/<slug:section>/deplacer/", sections.move_section, name="move-section"),
    path("reponses/parties/<slug:section>/tenir/", sections.hold_section, name="hold-section"),
    path("reponses/parties/<slug:section>/etat/", sections.section_state, name="section-state"),
    path("reponses/parties/<slug:section>/retirer/", sections.remove_section, name="remove-section"),
    path("reponses/parties/<slug:section>/remettre/", sections.put_back, name="put-section-back"),
]
