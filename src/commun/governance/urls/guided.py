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
# Each kind has its own name, so that a page of one is never asked for another.
CONSENT = "decisions/processus/<slug:consent>/"
ANNOUNCED = "decisions/processus/<slug:announced>/"
ADVICE = "decisions/processus/<slug:advice>/"
ELECTION = "decisions/processus/<slug:election>/"
GUIDED = "decisions/processus/<slug:guided>/"

urlpatterns = [
    path(f"{ONE}etape/", consents.go_on, name="consent-stage"),
    path(f"{ONE}texte/", consents.take_up_text, name="consent-text"),
    path(f"{ONE}repondre/", consents.answer, name="consent-answer"),
    path(f"{ONE}a-l-ecart/", consents.stand_aside, name="stand-aside"),
    path(f"{ONE}objecter/", consents.object_to, name="object-to"),
    path("decisions/objections/<int:objection>/lever/", consents.lift, name="lift-objection"),
    path("decisions/objections/<int:objection>/tester/", consents.test, name="test-objection"),
    path(f"{CONSENT}version/", consents.write_version, name="write-version"),
    path(f"{ONE}adopter/", consents.adopt, name="consent-adopt"),
    path(f"{ONE}questions/", consents.say, {"nature": "question"}, name="ask-question"),
    path(f"{ONE}reactions/", consents.say, {"nature": "reaction"}, name="react"),
    path("decisions/questions/<int:remark>/", consents.reply, name="reply"),
    path(f"{ELECTION}nommer/", elections.nominate, name="nominate"),
    path(f"{ELECTION}devoiler/", elections.reveal, name="reveal-nominations"),
    path(f"{ELECTION}fin-des-changements/", elections.end_changes, name="end-changes"),
    path(f"{ELECTION}pas-moi/", elections.decline, name="decline-election"),
    path(f"{ELECTION}volontiers/", elections.accept, name="accept-proposal"),
    path(f"{ELECTION}proposer/", elections.propose_person, name="propose-person"),
    path(f"{ADVICE}conseiller/", advices.advise, name="advise"),
    path(f"{ADVICE}passer/", advices.pass_on, name="pass-advice"),
    path(f"{ADVICE}demander/", advices.consult, name="consult-somebody"),
    path(f"{ADVICE}trancher/", advices.decide, name="decide-after-advice"),
    path(f"{ANNOUNCED}arreter/", authorisations.stop, name="stop-authorisation"),
    path(f"{ANNOUNCED}vers-un-consentement/", authorisations.take_to_consent, name="take-to-consent"),
    path(f"{ANNOUNCED}reexaminer/", authorisations.look_again, name="look-again"),
    path(f"{GUIDED}trace.md", guided_exports.as_markdown, name="trail-markdown"),
    path(f"{GUIDED}trace.json", guided_exports.as_json, name="trail-json"),
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
