"""Addresses of blocks to use again, and of the proposal as a file."""

from django.urls import path

from commun.bids.views import blocks

urlpatterns = [
    path("reponses/blocs/", blocks.blocks, name="blocks"),
    path("reponses/blocs/<slug:block>/", blocks.block, name="block"),
    path("reponses/blocs/<slug:block>/repondre/", blocks.answer_block, name="answer-block"),
    path("reponses/blocs/<slug:block>/retirer/", blocks.withdraw_block, name="withdraw-block"),
    path("reponses/parties/<slug:section>/offrir/", blocks.offer_block, name="offer-block"),
    path("reponses/parties/<slug:section>/reprendre/<slug:block>/", blocks.use_block, name="use-block"),
    path("reponses/<slug:bid>/memoire.<slug:file_format>", blocks.proposal_file, name="proposal-file"),
]
