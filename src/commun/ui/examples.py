"""What the catalogue shows: fictional people, notices and days, in the sentences that members will read."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from django import forms

from commun.core import clock
from commun.ui.forms import ChoiceChips, CountedTextarea, ManyChoiceChips

DOORS = [
    ("Pour moi", "star"),
    ("Le groupe", "people"),
    ("À faire", "check"),
    ("Échanges", "chat"),
    ("Partage", "coin"),
    ("Communs", "leaf"),
]
PEOPLE = [
    "Camille Bernard",
    "Maya Diallo",
    "Léo Tessier",
    "Chloé Vasseur",
    "Jean-Luc de la Tour",
    "Inès",
    "Bob Marchand",
]
BEFORE = "Qui entre dans une réponse signe la procédure. Le mandataire est tiré au sort."
AFTER = "Qui entre dans une réponse commune signe la procédure. Le mandataire est choisi par consentement."


def everything() -> dict[str, Any]:
    """All sample values, dates counted from today."""
    now = clock.now().replace(hour=11, minute=0, second=0, microsecond=0)
    return {
        "people": PEOPLE,
        "deadlines": [now + dt.timedelta(days=days) for days in (19, 6, 1, -3)],
        "notices": _notices(now),
        "coming": _coming(now),
        "chips": _chips(),
        "tabs": _tabs(),
        "crumbs": [("Le groupe", "/_ui/"), ("Avis ouverts", "/_ui/")],
        "messages_shown": _messages(),
        "tags": [
            ("au repos", ""),
            ("concertation", "leaf"),
            ("CPV estimé", "honey"),
            ("annulé", "clay"),
            ("TED", "sky"),
            ("réseau", "plum"),
        ],
        "states": [
            ("Engagée", "leaf"),
            ("Sans porteur", "clay"),
            ("En attente", "honey"),
            ("À l’étude", "sky"),
            ("Entendue", "open"),
            ("Close", ""),
        ],
        "buttons": ["plain", "primary", "quiet", "danger"],
        "headers": ["Avis", "Acheteur", "Échéance", {"label": "Heures", "at_end": True}],
        "rows": _rows(),
        "foot": ["Total", "", "", "64"],
        "items": _items(),
        "facts": _facts(),
        "figures": [("avis reçus ce mois-ci", 146), ("intentions dites", 38), ("réponses communes", 4)],
        "entries": _entries(now),
        "bars": [
            ("Concertation", 46),
            ("Alimentation territoriale", 31),
            ("Facilitation", 18),
            ("Cartographie des acteurs", 4),
        ],
        "steps": ["Votre offre", "Vos lieux", "Votre rythme"],
        "icons": _icons(),
        "before": BEFORE,
        "after": AFTER,
    }


def _notices(now: dt.datetime) -> list[dict[str, Any]]:
    estimated = {"label": "CPV : conseil en relations publiques", "is_estimated": True}
    return [
        {
            "title": "Concertation préalable et dialogue citoyen pour la requalification du quartier de la gare",
            "meta": "Communauté d'agglomération du Val de Sambre · Nord · 2 lots · marché à procédure adaptée",
            "deadline": now + dt.timedelta(days=19),
            "reasons": ["concertation", "dialogue citoyen", "Nord", estimated],
            "people": PEOPLE[:3],
            "sentence": 'Trois membres ont dit leur intention ; personne pour "cartographie".',
            "doubt": "",
        },
        {
            "title": "Accompagnement à l'élaboration du projet alimentaire territorial",
            "meta": "Pays du Ternois · Pas-de-Calais · accord-cadre, 4 ans",
            "deadline": now + dt.timedelta(days=6),
            "reasons": ["projet alimentaire territorial", "Pas-de-Calais"],
            "people": [],
            "sentence": "Personne encore. Le délai a été repoussé de 5 jours.",
            "doubt": "Heure à vérifier",
        },
        {
            "title": "Animation d'ateliers participatifs et formation des agents à la facilitation",
            "meta": "Département de l'Aisne · à distance possible · 3 lots",
            "deadline": now + dt.timedelta(days=27),
            "reasons": ["ateliers participatifs", "facilitation"],
            "people": PEOPLE[1:2],
            "sentence": "Maya veut porter le lot 2.",
            "doubt": "",
        },
    ]


def _coming(now: dt.datetime) -> list[dict[str, Any]]:
    return [
        {"at": now + dt.timedelta(days=4), "title": "Réunion mensuelle", "text": "C'est votre tour de faciliter."},
        {
            "at": now + dt.timedelta(days=9),
            "title": "Dernier jour",
            "text": 'Consentement sur la clé "équipe de réponse".',
        },
    ]


def _chips() -> list[dict[str, Any]]:
    names = [
        ("Concertation", 46),
        ("Alimentation territoriale", 31),
        ("Facilitation", 18),
        ("Hauts-de-France et à distance", 51),
    ]
    return [
        {"label": name, "url": f"?activite={n}", "is_current": n == 0, "count": count}
        for n, (name, count) in enumerate(names)
    ]


def _tabs() -> list[dict[str, Any]]:
    names = [("L'essentiel", None), ("Lots et besoins", 3), ("Ce qui a changé", 2), ("Intentions", 5)]
    return [
        {"label": name, "url": f"?partie={n}", "is_current": n == 1, "count": count}
        for n, (name, count) in enumerate(names)
    ]


def _messages() -> list[dict[str, str]]:
    return [
        {"tone": "leaf", "title": "", "text": "Votre intention est dite : le groupe la voit."},
        {"tone": "sky", "title": "Bon à savoir", "text": "Les avis du TED arrivent le matin, vers 9 heures."},
        {
            "tone": "honey",
            "title": "TED incomplet depuis hier",
            "text": "La source a répondu à moitié ; nous recommençons dans une heure.",
        },
        {
            "tone": "clay",
            "title": "Rien n'a été envoyé",
            "text": "L'adresse n'a pas été acceptée. Vérifiez-la, puis recommencez !",
        },
    ]


def _rows() -> list[list[Any]]:
    return [
        [{"text": "Quartier de la gare", "url": "/_ui/page/"}, "Val de Sambre", "10 décembre", "24"],
        [{"text": "Projet alimentaire territorial", "url": "/_ui/page/"}, "Pays du Ternois", "27 novembre", "16"],
        [{"text": "Ateliers participatifs", "url": "/_ui/page/"}, "Département de l’Aisne", "18 décembre", "24"],
    ]


def _items() -> list[dict[str, Any]]:
    return [
        {
            "title": "Camille Bernard",
            "url": "/_ui/",
            "text": "Urbaniste, concertation et dialogue citoyen",
            "aside": "disponible",
        },
        {
            "title": "Maya Diallo",
            "url": "/_ui/",
            "text": "Facilitatrice, formation d'équipes",
            "aside": "2 jours en décembre",
        },
        {"title": "Une ligne sans lien", "text": "", "aside": ""},
    ]


def _facts() -> list[tuple[str, str]]:
    return [
        ("Acheteur", "Communauté d’agglomération du Val de Sambre"),
        ("Procédure", "Marché à procédure adaptée"),
        ("Lieu", "Nord (59)"),
        ("Lots", "2"),
        ("Sans valeur, n’apparaît pas", ""),
    ]


def _entries(now: dt.datetime) -> list[dict[str, Any]]:
    return [
        {"at": now, "title": "Délai repoussé de 5 jours", "text": "Du 22 au 27 novembre.", "tone": "clay"},
        {
            "at": now - dt.timedelta(days=2),
            "title": "Intention dite",
            "text": "Porter le lot 2.",
            "person": "Maya Diallo",
        },
        {"at": now - dt.timedelta(days=400), "title": "Groupe fondé", "tone": "open"},
    ]


class ExampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="Nom de l’activité", help_text="Deux ou trois mots que vos clients emploient.")
    mail = forms.EmailField(label="Adresse de courriel", required=False)
    bio = forms.CharField(label="En quelques lignes", widget=CountedTextarea(400), required=False)
    starts_on = forms.DateField(label="À partir du", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    department = forms.ChoiceField(label="Département", choices=[("59", "Nord"), ("62", "Pas-de-Calais")])
    stance = forms.ChoiceField(
        label="Votre intention",
        choices=[("carry", "Porter"), ("contribute", "Contribuer"), ("watch", "Veiller"), ("pass", "Passer")],
        initial="contribute",
        widget=ChoiceChips,
    )
    places = forms.MultipleChoiceField(
        label="Où travaillez-vous ?".replace(" ?", "\u202f?"),
        choices=[("59", "Nord"), ("02", "Aisne"), ("remote", "À distance")],
        initial=["59"],
        required=False,
        widget=ManyChoiceChips,
    )
    rhythm = forms.ChoiceField(
        label="Recevoir les nouvelles",
        help_text="Vous pourrez changer d’avis à tout moment.",
        choices=[("daily", "Chaque matin"), ("weekly", "Le lundi"), ("none", "Jamais par courriel")],
        initial="weekly",
        widget=forms.RadioSelect,
    )
    document = forms.FileField(label="Joindre une référence", required=False)
    is_visible = forms.BooleanField(label="Montrer mon profil au groupe", required=False, initial=True)


class SignInForm(forms.Form):
    """The one field of the sign-in page."""

    email = forms.EmailField(
        label="Votre adresse de courriel",
        help_text="Nous vous enverrons un code. Pas de mot de passe à retenir.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def _icons() -> list[str]:
    sprite = Path(__file__).with_name("static") / "ui" / "icons.svg"
    return re.findall(r'<symbol id="([\w-]+)"', sprite.read_text(encoding="utf-8"))
