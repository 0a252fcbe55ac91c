"""Addresses of offers, and of shared things beside them."""

from django.urls import URLPattern, path

from commun.exchange.urls import things
from commun.exchange.views import learning, news, offers

urlpatterns: list[URLPattern] = [
    path("entraide/", offers.offers, name="offers"),
    path("entraide/ecrire/", offers.new_offer, name="new-offer"),
    path("entraide/annonces/<slug:offer>/", offers.offer, name="offer"),
    path("entraide/annonces/<slug:offer>/corriger/", offers.edit_offer, name="edit-offer"),
    path("entraide/annonces/<slug:offer>/etat/", offers.move_offer, name="move-offer"),
    path("entraide/annonces/<slug:offer>/repondre/", offers.answer_offer, name="answer-offer"),
    path("entraide/annonces/<slug:offer>/reprendre/", offers.take_answer_back, name="take-answer-back"),
    path("entraide/reponses/<slug:offer_answer>/", offers.reply_to_answer, name="reply-to-answer"),
    path("entraide/apprendre/", learning.learning, name="learning"),
    path("entraide/nouvelles/", news.news, name="news"),
    path("entraide/nouvelles/ecrire/", news.new_news, name="new-news"),
    *things.urlpatterns,
]
