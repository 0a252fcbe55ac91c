"""Addresses of the group itself, its people and their places."""

from django.urls import path

from commun.governance.views import definitions, directory, invitations, links, moves, my_place, presentation, register

urlpatterns = [
    path("presentation/", presentation.presentation, name="presentation"),
    path("presentation/modifier/", presentation.edit, name="edit-presentation"),
    path("presentation/nature/", presentation.change_kind, name="change-kind"),
    path("presentation/demander/", presentation.apply, name="apply"),
    path("presentation/definitions/", definitions.definitions, name="definitions"),
    path("presentation/definitions/nouvelle/", definitions.new_definition, name="new-definition"),
    path("presentation/liens/", links.links, name="links"),
    path("presentation/liens/nouveau/", links.open_link, name="open-link"),
    path("presentation/liens/<int:pk>/fin/", links.end_link, name="end-link"),
    path("journal/", register.register, name="register"),
    path("a-faire/", register.todo, name="todo"),
    path("membres/", directory.members, name="members"),
    path("membres/export.csv", directory.members_csv, name="members-csv"),
    path("membres/presence/", directory.presence, name="presence"),
    path("membres/animation/", moves.take_up_role, name="take-up-role"),
    path("membres/<slug:ref>/", directory.member, name="member"),
    path("membres/<slug:ref>/place/", moves.move, name="move-member"),
    path("membres/<slug:ref>/pause/", moves.propose_rest, name="propose-rest"),
    path("membres/<slug:ref>/role/", moves.role, name="role"),
    path("membres/<slug:ref>/role/fin/", moves.end_role, name="end-role"),
    path("ma-place/", my_place.my_place, name="my-place"),
    path("ma-place/attentes/", my_place.expectations, name="expectations"),
    path("ma-place/engagements/", my_place.new_commitment, name="new-commitment"),
    path("ma-place/engagements/<int:pk>/fin/", my_place.end_commitment, name="end-commitment"),
    path("ma-place/pause/", my_place.rest, name="rest"),
    path("ma-place/reprise/", my_place.come_back, name="come-back"),
    path("ma-place/eveil/", my_place.decline_rest, name="decline-rest"),
    path("ma-place/role/", moves.hand_over, name="hand-over"),
    path("ma-place/partir/", my_place.leaving, name="leave"),
    path("ma-place/rester/", my_place.stay, name="stay"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/mail/", invitations.by_mail, name="invite-by-mail"),
    path("invitations/lien/", invitations.by_link, name="invite-by-link"),
    path("invitations/liste/", invitations.by_file, name="invite-by-file"),
    path("invitations/liste/envoyer/", invitations.confirm_file, name="confirm-file"),
    path("invitations/<slug:ref>/revoquer/", invitations.revoke, name="revoke-invitation"),
]
