"""Places of Indonesia, as far as the shop knows them: which city lies in which province, on which
island.

A store says where it is as people write it ("Kota Bandung", "Kab. Bogor, Jawa Barat"); only the
larger cities are known here.
"""

from __future__ import annotations

from dataclasses import dataclass

_PREFIXES = ("kota administrasi ", "kota ", "kabupaten ", "kab. ", "kab.", "kab ")

_ISLANDS: dict[str, tuple[str, ...]] = {
    "Sumatera": (
        "Aceh",
        "Sumatera Utara",
        "Sumatera Barat",
        "Riau",
        "Kepulauan Riau",
        "Jambi",
        "Sumatera Selatan",
        "Kepulauan Bangka Belitung",
        "Bengkulu",
        "Lampung",
    ),
    "Jawa": (
        "DKI Jakarta",
        "Banten",
        "Jawa Barat",
        "Jawa Tengah",
        "DI Yogyakarta",
        "Jawa Timur",
    ),
    "Bali dan Nusa Tenggara": ("Bali", "Nusa Tenggara Barat", "Nusa Tenggara Timur"),
    "Kalimantan": (
        "Kalimantan Barat",
        "Kalimantan Tengah",
        "Kalimantan Selatan",
        "Kalimantan Timur",
        "Kalimantan Utara",
    ),
    "Sulawesi": (
        "Sulawesi Utara",
        "Gorontalo",
        "Sulawesi Tengah",
        "Sulawesi Barat",
        "Sulawesi Selatan",
        "Sulawesi Tenggara",
    ),
    "Maluku": ("Maluku", "Maluku Utara"),
    "Papua": (
        "Papua",
        "Papua Barat",
        "Papua Barat Daya",
        "Papua Pegunungan",
        "Papua Selatan",
        "Papua Tengah",
    ),
}

_CITIES: dict[str, tuple[str, ...]] = {
    "Aceh": ("banda aceh", "lhokseumawe"),
    "Sumatera Utara": ("medan", "binjai", "pematangsiantar", "deli serdang"),
    "Sumatera Barat": ("padang", "bukittinggi"),
    "Riau": ("pekanbaru", "dumai"),
    "Kepulauan Riau": ("batam", "tanjungpinang"),
    "Jambi": ("jambi",),
    "Sumatera Selatan": ("palembang", "lubuklinggau"),
    "Kepulauan Bangka Belitung": ("pangkalpinang",),
    "Bengkulu": ("bengkulu",),
    "Lampung": ("bandar lampung", "metro"),
    "DKI Jakarta": ("jakarta",),
    "Banten": ("tangerang", "tangerang selatan", "serang", "cilegon"),
    "Jawa Barat": (
        "bandung",
        "bandung barat",
        "bekasi",
        "bogor",
        "depok",
        "cimahi",
        "cirebon",
        "sukabumi",
        "tasikmalaya",
        "cianjur",
        "garut",
        "karawang",
        "purwakarta",
        "subang",
        "sumedang",
    ),
    "Jawa Tengah": (
        "semarang",
        "surakarta",
        "magelang",
        "pekalongan",
        "tegal",
        "pemalang",
        "batang",
        "klaten",
        "kudus",
        "jepara",
        "banyumas",
        "cilacap",
        "salatiga",
    ),
    "DI Yogyakarta": ("yogyakarta", "sleman", "bantul", "gunungkidul", "kulon progo"),
    "Jawa Timur": (
        "surabaya",
        "malang",
        "sidoarjo",
        "gresik",
        "kediri",
        "madiun",
        "jember",
        "banyuwangi",
        "tulungagung",
        "mojokerto",
        "pasuruan",
        "batu",
    ),
    "Bali": ("denpasar", "badung", "gianyar"),
    "Nusa Tenggara Barat": ("mataram",),
    "Nusa Tenggara Timur": ("kupang",),
    "Kalimantan Barat": ("pontianak", "singkawang"),
    "Kalimantan Tengah": ("palangkaraya", "palangka raya"),
    "Kalimantan Selatan": ("banjarmasin", "banjarbaru"),
    "Kalimantan Timur": ("samarinda", "balikpapan", "bontang"),
    "Kalimantan Utara": ("tarakan",),
    "Sulawesi Utara": ("manado", "bitung"),
    "Gorontalo": ("gorontalo",),
    "Sulawesi Tengah": ("palu",),
    "Sulawesi Barat": ("mamuju",),
    "Sulawesi Selatan": ("makassar", "parepare", "gowa"),
    "Sulawesi Tenggara": ("kendari", "baubau"),
    "Maluku": ("ambon",),
    "Maluku Utara": ("ternate", "tidore"),
    "Papua": ("jayapura",),
    "Papua Barat": ("manokwari",),
    "Papua Barat Daya": ("sorong",),
    "Papua Selatan": ("merauke",),
    "Papua Tengah": ("nabire",),
    "Papua Pegunungan": ("wamena",),
}

ISLAND_OF_PROVINCE = {
    province: island for island, provinces in _ISLANDS.items() for province in provinces
}
PROVINCE_OF_CITY = {city: province for province, cities in _CITIES.items() for city in cities}


@dataclass(frozen=True)
class KnownPlace:
    """Where a place that the shop knows lies, in the words of an address form."""

    province: str
    island: str


def known_place(raw: str) -> KnownPlace | None:
    """Where the city lies that somebody wrote down, or None when it is not known."""
    province = PROVINCE_OF_CITY.get(city_name(raw))
    return KnownPlace(province, ISLAND_OF_PROVINCE[province]) if province else None


def city_name(raw: str) -> str:
    """ "Kota Bandung", "bandung " and "BANDUNG" are one; Jakarta's five cities are Jakarta."""
    name = " ".join(raw.casefold().partition(",")[0].split())
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            name = name.removeprefix(prefix).strip()
            break
    return "jakarta" if name.split(" ")[0] == "jakarta" else name
