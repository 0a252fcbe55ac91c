"""The divisions of the CPV (regulation (EC) 213/2008): the two first digits, with their French labels."""

DIVISIONS: dict[str, str] = {
    "03000000": "Produits agricoles, de l'élevage, de la pêche, de la sylviculture et produits connexes",
    "09000000": "Produits pétroliers, combustibles, électricité et autres sources d'énergie",
    "14000000": "Produits d'exploitation des mines, métaux de base et produits connexes",
    "15000000": "Produits alimentaires, boissons, tabac et produits connexes",
    "16000000": "Machines agricoles",
    "18000000": "Vêtements, articles chaussants, bagages et accessoires",
    "19000000": "Produits en cuir et textiles, matériaux en plastique et en caoutchouc",
    "22000000": "Imprimés et produits connexes",
    "24000000": "Produits chimiques",
    "30000000": ("Machines, matériel et fourniture informatique et de bureau, excepté les meubles et logiciels"),
    "31000000": "Machines, appareils, équipements et consommables électriques; éclairage",
    "32000000": (
        "Équipements et appareils de radio, de télévision, de communication, de télécommunication "
        "et équipements connexes"
    ),
    "33000000": "Matériels médicaux, pharmaceutiques et produits de soins personnnels",
    "34000000": "Équipement de transport et produits auxiliaires pour le transport",
    "35000000": "Équipement de sécurité, de lutte contre l'incendie, de police et de défense",
    "37000000": (
        "Instruments de musique, articles de sport, jeux, jouets, articles pour artisanat, articles"
        " pour travaux artistiques et accessoires"
    ),
    "38000000": "Équipements de laboratoire, d'optique et de précision (excepté les lunettes)",
    "39000000": (
        "Meubles (y compris les meubles de bureau), aménagements, appareils électroménagers (à "
        "l'exclusion de l'éclairage) et produits de nettoyage"
    ),
    "41000000": "Eau collectée et purifiée",
    "42000000": "Machines industrielles",
    "43000000": "Équipement minier, équipement pour l'exploitation de carrières, matériel de construction",
    "44000000": (
        "Matériaux et structures de construction; produits auxiliaires pour la construction (à "
        "l'exception des appareils électriques)"
    ),
    "45000000": "Travaux de construction",
    "48000000": "Logiciels et systèmes d'information",
    "50000000": "Services de réparation et d'entretien",
    "51000000": "Services d'installation (à l'exception des logiciels)",
    "55000000": "Services d'hôtellerie, de restauration et de commerce au détail",
    "60000000": "Services de transport (à l'exclusion du transport des déchets)",
    "63000000": (
        "Services d'appui et services auxiliaires dans le domaine des transports, services des agences de voyages"
    ),
    "64000000": "Services des postes et télécommunications",
    "65000000": "Services publics",
    "66000000": "Services financiers et d'assurance",
    "70000000": "Services immobiliers",
    "71000000": ("Services d'architecture, services de construction, services d'ingénierie et services d'inspection"),
    "72000000": ("Services de technologies de l'information, conseil, développement de logiciels, internet et appui"),
    "73000000": "Services de recherche et développement et services de conseil connexes",
    "75000000": "Services de l'administration publique, de la défense et de la sécurité sociale",
    "76000000": "Services relatifs à l'industrie du pétrole et du gaz",
    "77000000": "Services agricoles, sylvicoles, horticoles, d'aquaculture et d'apiculture",
    "79000000": "Services aux entreprises: droit, marketing, conseil, recrutement, impression et sécurité",
    "80000000": "Services d'enseignement et de formation",
    "85000000": "Services de santé et services sociaux",
    "90000000": (
        "Services d'évacuation des eaux usées et d'élimination des déchets, services "
        "d'hygiénisation et services relatifs à l'environnement"
    ),
    "92000000": "Services récréatifs, culturels et sportifs",
    "98000000": "Autres services communautaires, sociaux et personnels",
}
