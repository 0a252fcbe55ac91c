"""Addresses of guided paths: consent, announced acts, advice, elections, templates."""

from django.urls import path

from commun.governance.views import (
    advices,
    authorisations,
    consents,
    elections,
    guided_exports,
    guided_faces,
    process_templates,
)

guided_faces.register()

ONE = "decisions/processus/<slug:process>/"

urlpatterns = [
    path(f"{ONE}etape/", consents.go_on, name="consent-stage"),
    path(f"{ONE}texte/", consents.take_up_text, name="consent-text"),
    path(f"{ONE}repondre/", consents.answer, name="consent-answer"),
    path(f"{ONE}a-l-ecart/", consents.stand_aside, name="stand-aside"),
    path(f"{ONE}objecter/", consents.object_to, name="object-to"),
    path(f"{ONE}objections/<int:objection>/lever/", consents.lift, name="lift-objection"),
    path(f"{ONE}objections/<int:objection>/tester/", consents.test, name="test-objection"),
    path(f"{ONE}version/", consents.write_version, name="write-version"),
    path(f"{ONE}adopter/", consents.adopt, name="consent-adopt"),
    path(f"{ONE}questions/", consents.say, {"nature": "question"}, name="ask-question"),
    path(f"{ONE}reactions/", consents.say, {"nature": "reaction"}, name="react"),
    path(f"{ONE}questions/<int:remark>/", consents.reply, name="reply"),
    path(f"{ONE}nommer/", elections.nominate, name="nominate"),
    path(f"{ONE}devoiler/", elections.reveal, name="reveal-nominations"),
    path(f"{ONE}fin-des-changements/", elections.end_changes, name="end-changes"),
    path(f"{ONE}pas-moi/", elections.decline, name="decline-election"),
    path(f"{ONE}proposer/", elections.propose_person, name="propose-person"),
    path(f"{ONE}conseiller/", advices.advise, name="advise"),
    path(f"{ONE}demander/", advices.consult, name="consult-somebody"),
    path(f"{ONE}trancher/", advices.decide, name="decide-after-advice"),
    path(f"{ONE}arreter/", authorisations.stop, name="stop-authorisation"),
    path(f"{ONE}vers-un-consentement/", authorisations.take_to_consent, name="take-to-consent"),
    path(f"{ONE}reexaminer/", authorisations.look_again, name="look-again"),
    path(f"{ONE}trace.md", guided_exports.as_markdown, name="trail-markdown"),
    path(f"{ONE}trace.json", guided_exports.as_json, name="trail-json"),
    path(f"{ONE}garder-comme-modele/", process_templates.keep, name="keep-template"),
    path("decisions/modeles/", process_templates.library, name="templates"),
    path("decisions/modeles/export.json", process_templates.export, name="export-templates"),
    path("decisions/modeles/importer/", process_templates.import_file, name="import-templates"),
    path("decisions/modeles/nos-regles/", process_templates.ways_of_the_group, name="our-ways"),
    path("decisions/modeles/depart/<slug:method>/", process_templates.take_starter, name="take-starter"),
    path("decisions/modeles/<slug:template>/copier/", process_templates.copy, name="copy-template"),
    path("decisions/modeles/<slug:template>/modifier/", process_templates.edit, name="edit-template"),
    path("decisions/modeles/<slug:template>/retirer/", process_templates.remove, name="remove-template"),
]
