"""Signing in and out; the names are those the account library looks for."""

from django.urls import path

from commun.people.views import sign_in

urlpatterns = [
    path("connexion/", sign_in.ask_code, name="account_login"),
    path("connexion/", sign_in.ask_code, name="account_request_login_code"),
    path("connexion/code/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("connexion/cle/", sign_in.enter_by_passkey, name="mfa_login_webauthn"),
    path("deconnexion/", sign_in.leave, name="account_logout"),
    path("ferme/", sign_in.closed, name="account_inactive"),
    path("inscription/", sign_in.no_sign_up, name="account_signup"),
    path("effacement/", sign_in.erased, name="erased"),
    path("demonstration/<slug:ref>/", sign_in.enter_demo, name="enter-demo"),
]
