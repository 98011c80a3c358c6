"""Who is in the demonstration network: 280 invented members in 75 countries. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle

from consensus.domain.terms import MemberKind

REGIONS = (
    ("AFR", "Africa"),
    ("ASIA_PAC", "Asia and the Pacific"),
    ("EUR_CA", "Europe and Central Asia"),
    ("LAC", "Latin America and the Caribbean"),
    ("MENA", "Middle East and North Africa"),
    ("NAM", "North America"),
)

# fmt: off
COUNTRIES: dict[str, tuple[tuple[str, str], ...]] = {
    "AFR": (
        ("KE", "Kenya"), ("ZA", "South Africa"), ("GH", "Ghana"), ("UG", "Uganda"), ("NG", "Nigeria"), ("SN", "Senegal"),
        ("MW", "Malawi"), ("ZM", "Zambia"), ("TZ", "Tanzania"), ("RW", "Rwanda"), ("CM", "Cameroon"), ("ML", "Mali"),
        ("BF", "Burkina Faso"), ("MZ", "Mozambique"), ("ZW", "Zimbabwe"), ("SL", "Sierra Leone"), ("TG", "Togo"), ("MG", "Madagascar"),
    ),
    "ASIA_PAC": (
        ("IN", "India"), ("NP", "Nepal"), ("PH", "Philippines"), ("TH", "Thailand"), ("MY", "Malaysia"), ("ID", "Indonesia"),
        ("BD", "Bangladesh"), ("LK", "Sri Lanka"), ("PK", "Pakistan"), ("KH", "Cambodia"), ("MN", "Mongolia"), ("FJ", "Fiji"),
        ("AU", "Australia"), ("JP", "Japan"), ("KR", "Republic of Korea"),
    ),
    "EUR_CA": (
        ("ES", "Spain"), ("FR", "France"), ("DE", "Germany"), ("GB", "United Kingdom"), ("IE", "Ireland"), ("IT", "Italy"),
        ("NL", "Netherlands"), ("PL", "Poland"), ("GR", "Greece"), ("PT", "Portugal"), ("CH", "Switzerland"), ("SE", "Sweden"),
        ("KG", "Kyrgyzstan"), ("GE", "Georgia"), ("RS", "Serbia"),
    ),
    "LAC": (
        ("MX", "Mexico"), ("BR", "Brazil"), ("CO", "Colombia"), ("AR", "Argentina"), ("PE", "Peru"), ("CL", "Chile"),
        ("BO", "Bolivia"), ("EC", "Ecuador"), ("GT", "Guatemala"), ("HN", "Honduras"), ("SV", "El Salvador"), ("PY", "Paraguay"),
        ("UY", "Uruguay"), ("CR", "Costa Rica"), ("DO", "Dominican Republic"), ("HT", "Haiti"),
    ),
    "MENA": (
        ("EG", "Egypt"), ("PS", "Palestine"), ("JO", "Jordan"), ("LB", "Lebanon"), ("MA", "Morocco"), ("TN", "Tunisia"),
        ("SD", "Sudan"), ("YE", "Yemen"),
    ),
    "NAM": (("US", "United States"), ("CA", "Canada"), ("PR", "Puerto Rico")),
}
SIZES = {"AFR": 66, "ASIA_PAC": 55, "EUR_CA": 48, "LAC": 60, "MENA": 28, "NAM": 23}
"""Members of each region; 280 together."""

_KINDS = (
    MemberKind.NGO, MemberKind.MOVEMENT, MemberKind.NGO, MemberKind.GRASSROOTS, MemberKind.NGO, MemberKind.MOVEMENT,
    MemberKind.NGO, MemberKind.ACADEMIC, MemberKind.NGO, MemberKind.GRASSROOTS, MemberKind.MOVEMENT, MemberKind.NGO,
    MemberKind.NGO, MemberKind.MOVEMENT, MemberKind.INDIVIDUAL, MemberKind.NGO, MemberKind.GRASSROOTS,
)
_THEMES = (
    "Water", "Land", "Housing", "Health", "Food", "Forest", "Fisher", "Labour", "School", "River", "Seed", "Shelter",
    "Climate", "Care", "Market", "Mountain", "Harbour", "Village", "Bread", "Well", "Garden", "Coast", "Dignity", "Justice",
)
_FORMS = {
    MemberKind.MOVEMENT: "Movement", MemberKind.NGO: "Rights Centre", MemberKind.GRASSROOTS: "People's Group",
    MemberKind.ACADEMIC: "Institute",
}
_GIVEN = (
    "Amina", "Kofi", "Lindiwe", "Omar", "Priya", "Somchai", "Mei", "Tane", "Elena", "Jakub", "Aisling", "Marco", "Lucía",
    "João", "Xochitl", "Mateo", "Nour", "Yasmin", "Karim", "Salma", "Alex", "Dana", "Robin", "Sam", "Wanjiru", "Thabo",
    "Fatou", "Ravi", "Anjali", "Putri", "Hiro", "Nadia", "Ingrid", "Paulo", "Rosa", "Hugo", "Leila", "Tariq", "Jordan", "Noa",
)
_ZONES = {
    "AFR": "Africa/Nairobi", "ASIA_PAC": "Asia/Kolkata", "EUR_CA": "Europe/Madrid", "LAC": "America/Bogota",
    "MENA": "Africa/Cairo", "NAM": "America/New_York",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class InventedMember:
    """A member and the one person who speaks for it. ``key`` is how stories call it: ``AFR1`` to ``AFR66`` and so on."""

    key: str
    name: str
    country: str
    region: str
    kind: MemberKind
    person: str
    email: str
    timezone: str
    gender: str | None


def members() -> tuple[InventedMember, ...]:
    """Return the members, region by region. The same call gives the same members."""
    made = []
    kinds, themes, given = cycle(_KINDS), cycle(_THEMES), cycle(_GIVEN)
    taken: set[str] = set()
    for region, size in SIZES.items():
        countries = cycle(COUNTRIES[region])
        for number in range(1, size + 1):
            code, country = next(countries)
            kind, theme, first = next(kinds), next(themes), next(given)
            person = f"{first} Example {number}"
            name = person if kind is MemberKind.INDIVIDUAL else _free_name(f"Example {theme} {_FORMS[kind]}", country, taken)
            gender = (None, "W", "M", "W", "X", "W", "M")[number % 7]
            email = f"{region.lower().replace('_', '-')}{number}@demo.invalid"
            made.append(InventedMember(f"{region}{number}", name, code, region, kind, person, email, _ZONES[region], gender))
    return tuple(made)


def _free_name(name: str, country: str, taken: set[str]) -> str:
    """Return ``name`` with its country, numbered if another has it."""
    for number in range(1, 100):
        full = f"{name}, {country}" if number == 1 else f"{name} {number}, {country}"
        if full not in taken:
            taken.add(full)
            return full
    raise AssertionError("names ran out")
