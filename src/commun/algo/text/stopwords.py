"""Words too common to tell one text from another (folded): a list for search, one for matching, vague words."""

# Articles and small links only: a search for a pronoun ("toutes", "elles") must still find it.
_LINK_WORDS = """
    le la les l un une des du de d et a au aux en qu c j m n s t
"""
LINKS = frozenset(_LINK_WORDS.split())

_COMMON_WORDS = """
    ainsi alors apres as avec avez avant avoir aussi autre autres beaucoup car ce ceci cela celle
    celles celui ces cet cette ceux chaque ci comme comment dans deja depuis dont donc elle elles
    entre est etaient etait etant ete etes etre eu eux fait faire font hors il ils je leur leurs
    lors lorsque lui ma mais me meme memes mes moi moins mon ne ni nos notre nous on ont ou par pas
    pendant peu peut peuvent plus pour pourquoi puis quand que quel quelle quelles quels qui quoi sa
    sans se selon ses si soient soit son sont sous suis sur ta tandis te tel telle telles tels tes
    toi ton tous tout toute toutes tres tu vers via vos votre vous y aupres relatif relative
    relatifs relatives afin etc
"""
COMMON = LINKS | frozenset(_COMMON_WORDS.split())

# Nearly any buyer and any profession writes these: alone they name no trade. Chosen among the words that at least one
# notice in seventy of the measured ones holds; those that are a trade by themselves (formation, communication) are not.
_VAGUE_WORDS = """
    accompagnement action adaptation aide analyse appui assistance besoin cadre central centre collectif collectivite
    commande communal conception conduite conseil contrat creation demarche departement developpement dispositif
    document economique ensemble entreprise equipe espace etablissement etude execution expertise fourniture general
    gestion global groupe local maitrise marche mission moyen niveau objet offre operation organisation outil ouvrage
    outillage pilotage plan prestation procedure production programme projet public qualite realisation service
    site social solution structure suivi support systeme technique territoire territorial travail travaux usage ville
"""
VAGUE = frozenset(_VAGUE_WORDS.split())
