"""Addresses of outgoing calls, under ``fil/``."""

from django.urls import URLPattern, path

from commun.exchange.views import webhooks

urlpatterns: list[URLPattern] = [
    path("fil/appels/", webhooks.webhook, name="webhook"),
    path("fil/appels/regler/", webhooks.set_webhook, name="set-webhook"),
    path("fil/appels/secret/", webhooks.renew, name="renew-webhook"),
    path("fil/appels/essai/", webhooks.try_it, name="try-webhook"),
    path("fil/appels/reprendre/", webhooks.resume, name="resume-webhook"),
    path("fil/appels/arreter/", webhooks.close, name="close-webhook"),
    path("fil/appels/messages/<slug:webhook_message>/renvoyer/", webhooks.replay, name="replay-webhook"),
]
