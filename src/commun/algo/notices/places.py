"""Départements, régions and the codes that notices use for them.

Facts of INSEE (Code officiel géographique) and of Eurostat (NUTS 2021, and the codes of NUTS 2010 and 2013
that notices before 2018 carry). Other rooms read `DEPARTEMENTS` and `REGIONS` from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_REGIONS: Final = """
01|Guadeloupe
02|Martinique
03|Guyane
04|La Réunion
06|Mayotte
11|Île-de-France
24|Centre-Val de Loire
27|Bourgogne-Franche-Comté
28|Normandie
32|Hauts-de-France
44|Grand Est
52|Pays de la Loire
53|Bretagne
75|Nouvelle-Aquitaine
76|Occitanie
84|Auvergne-Rhône-Alpes
93|Provence-Alpes-Côte d'Azur
94|Corse
975|Saint-Pierre-et-Miquelon
977|Saint-Barthélemy
978|Saint-Martin
984|Terres australes et antarctiques françaises
986|Wallis et Futuna
987|Polynésie française
988|Nouvelle-Calédonie
989|Île de Clipperton
"""

# code|name|region|NUTS 3 (2021); overseas collectivities lie outside of NUTS.
_DEPARTEMENTS: Final = """
01|Ain|84|FRK21
02|Aisne|32|FRE21
03|Allier|84|FRK11
04|Alpes-de-Haute-Provence|93|FRL01
05|Hautes-Alpes|93|FRL02
06|Alpes-Maritimes|93|FRL03
07|Ardèche|84|FRK22
08|Ardennes|44|FRF21
09|Ariège|76|FRJ21
10|Aube|44|FRF22
11|Aude|76|FRJ11
12|Aveyron|76|FRJ22
13|Bouches-du-Rhône|93|FRL04
14|Calvados|28|FRD11
15|Cantal|84|FRK12
16|Charente|75|FRI31
17|Charente-Maritime|75|FRI32
18|Cher|24|FRB01
19|Corrèze|75|FRI21
21|Côte-d'Or|27|FRC11
22|Côtes-d'Armor|53|FRH01
23|Creuse|75|FRI22
24|Dordogne|75|FRI11
25|Doubs|27|FRC21
26|Drôme|84|FRK23
27|Eure|28|FRD21
28|Eure-et-Loir|24|FRB02
29|Finistère|53|FRH02
2A|Corse-du-Sud|94|FRM01
2B|Haute-Corse|94|FRM02
30|Gard|76|FRJ12
31|Haute-Garonne|76|FRJ23
32|Gers|76|FRJ24
33|Gironde|75|FRI12
34|Hérault|76|FRJ13
35|Ille-et-Vilaine|53|FRH03
36|Indre|24|FRB03
37|Indre-et-Loire|24|FRB04
38|Isère|84|FRK24
39|Jura|27|FRC22
40|Landes|75|FRI13
41|Loir-et-Cher|24|FRB05
42|Loire|84|FRK25
43|Haute-Loire|84|FRK13
44|Loire-Atlantique|52|FRG01
45|Loiret|24|FRB06
46|Lot|76|FRJ25
47|Lot-et-Garonne|75|FRI14
48|Lozère|76|FRJ14
49|Maine-et-Loire|52|FRG02
50|Manche|28|FRD12
51|Marne|44|FRF23
52|Haute-Marne|44|FRF24
53|Mayenne|52|FRG03
54|Meurthe-et-Moselle|44|FRF31
55|Meuse|44|FRF32
56|Morbihan|53|FRH04
57|Moselle|44|FRF33
58|Nièvre|27|FRC12
59|Nord|32|FRE11
60|Oise|32|FRE22
61|Orne|28|FRD13
62|Pas-de-Calais|32|FRE12
63|Puy-de-Dôme|84|FRK14
64|Pyrénées-Atlantiques|75|FRI15
65|Hautes-Pyrénées|76|FRJ26
66|Pyrénées-Orientales|76|FRJ15
67|Bas-Rhin|44|FRF11
68|Haut-Rhin|44|FRF12
69|Rhône|84|FRK26
70|Haute-Saône|27|FRC23
71|Saône-et-Loire|27|FRC13
72|Sarthe|52|FRG04
73|Savoie|84|FRK27
74|Haute-Savoie|84|FRK28
75|Paris|11|FR101
76|Seine-Maritime|28|FRD22
77|Seine-et-Marne|11|FR102
78|Yvelines|11|FR103
79|Deux-Sèvres|75|FRI33
80|Somme|32|FRE23
81|Tarn|76|FRJ27
82|Tarn-et-Garonne|76|FRJ28
83|Var|93|FRL05
84|Vaucluse|93|FRL06
85|Vendée|52|FRG05
86|Vienne|75|FRI34
87|Haute-Vienne|75|FRI23
88|Vosges|44|FRF34
89|Yonne|27|FRC14
90|Territoire de Belfort|27|FRC24
91|Essonne|11|FR104
92|Hauts-de-Seine|11|FR105
93|Seine-Saint-Denis|11|FR106
94|Val-de-Marne|11|FR107
95|Val-d'Oise|11|FR108
971|Guadeloupe|01|FRY10
972|Martinique|02|FRY20
973|Guyane|03|FRY30
974|La Réunion|04|FRY40
976|Mayotte|06|FRY50
975|Saint-Pierre-et-Miquelon|975|
977|Saint-Barthélemy|977|
978|Saint-Martin|978|
984|Terres australes et antarctiques françaises|984|
986|Wallis et Futuna|986|
987|Polynésie française|987|
988|Nouvelle-Calédonie|988|
989|Île de Clipperton|989|
"""

# NUTS 3 codes of 2010 and 2013.
_FORMER_NUTS3: Final = """
FR101:75 FR102:77 FR103:78 FR104:91 FR105:92 FR106:93 FR107:94 FR108:95 FR211:08 FR212:10 FR213:51 FR214:52
FR221:02 FR222:60 FR223:80 FR231:27 FR232:76 FR241:18 FR242:28 FR243:36 FR244:37 FR245:41 FR246:45 FR251:14
FR252:50 FR253:61 FR261:21 FR262:58 FR263:71 FR264:89 FR301:59 FR302:62 FR411:54 FR412:55 FR413:57 FR414:88
FR421:67 FR422:68 FR431:25 FR432:39 FR433:70 FR434:90 FR511:44 FR512:49 FR513:53 FR514:72 FR515:85 FR521:22
FR522:29 FR523:35 FR524:56 FR531:16 FR532:17 FR533:79 FR534:86 FR611:24 FR612:33 FR613:40 FR614:47 FR615:64
FR621:09 FR622:12 FR623:31 FR624:32 FR625:46 FR626:65 FR627:81 FR628:82 FR631:19 FR632:23 FR633:87 FR711:01
FR712:07 FR713:26 FR714:38 FR715:42 FR716:69 FR717:73 FR718:74 FR721:03 FR722:15 FR723:43 FR724:63 FR811:11
FR812:30 FR813:34 FR814:48 FR815:66 FR821:04 FR822:05 FR823:06 FR824:13 FR825:83 FR826:84 FR831:2A FR832:2B
FR910:971 FR920:972 FR930:973 FR940:974 FRA10:971 FRA20:972 FRA30:973 FRA40:974 FRA50:976
"""


@dataclass(frozen=True, slots=True)
class Region:
    """A région: INSEE code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Departement:
    """A département: code ("01", "2A", "974"), name, région and NUTS 3 code ("" outside of NUTS)."""

    code: str
    name: str
    region: Region
    nuts3: str


def _rows(block: str) -> list[list[str]]:
    return [line.split("|") for line in block.strip().splitlines()]


REGIONS: Final[dict[str, Region]] = {code: Region(code, name) for code, name in _rows(_REGIONS)}
DEPARTEMENTS: Final[dict[str, Departement]] = {
    code: Departement(code, name, REGIONS[region], nuts) for code, name, region, nuts in _rows(_DEPARTEMENTS)
}
_BY_NUTS3: Final[dict[str, str]] = {
    **dict(pair.split(":") for pair in _FORMER_NUTS3.split()),
    **{d.nuts3: d.code for d in DEPARTEMENTS.values() if d.nuts3},
}
_NUTS: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_BIG_CORSICA: Final = ("2A", "2B")


def departement_code(raw: str) -> str | None:
    """The official code of a département written "1", "01", "2a", "974" or "75 - Paris"; None if unknown."""
    found = re.match(r"\s*(2[ab]|\d{1,3})", raw, re.IGNORECASE)
    if not found:
        return None
    code = found[1].upper().zfill(2)
    if len(code) == 3 and code.startswith("0"):
        code = code[1:]
    return code if code in DEPARTEMENTS else None


@lru_cache(2048)
def departements_of_nuts(code: str) -> tuple[str, ...]:
    """Départements inside a NUTS code of any level below the country: "FRK26" or "FRK" (a région)."""
    code = code.strip().upper()
    if code in _BY_NUTS3:
        return (_BY_NUTS3[code],)
    if not 3 <= len(code) <= 4 or not code.startswith("FR"):
        return ()
    return tuple(d.code for d in DEPARTEMENTS.values() if d.nuts3.startswith(code))


def departement_of_postal_code(code: str) -> str | None:
    """Département of a French postal code ("84100" -> "84", "20200" -> "2B"); None when it is not one."""
    digits = re.sub(r"\D", "", code)
    if len(digits) != 5:
        return None
    if digits.startswith("20"):
        return _BIG_CORSICA[digits[2] in "26"]
    wanted = digits[:3] if digits[:2] in ("97", "98") else digits[:2]
    return wanted if wanted in DEPARTEMENTS else None


@lru_cache(2048)
def is_nuts(code: str) -> bool:
    """Whether a text has the form of a NUTS code (country, then up to three letters or digits)."""
    return bool(_NUTS.fullmatch(code))


def unique(codes: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The same codes, each once, in the order of first appearance, without the empty ones."""
    return tuple(dict.fromkeys(filter(None, codes)))


@lru_cache(1024)
def departements_of_all(nuts: tuple[str, ...]) -> tuple[str, ...]:
    """Départements of several NUTS codes, each once."""
    return unique([d for code in nuts for d in departements_of_nuts(code)])
