"""Who buys in the demo shop: made-up people at made-up addresses, reachable nowhere."""

from __future__ import annotations

from app.demo.shape import Customer, Place

PASSWORD = "belanja-demo-2026"
DOMAIN = "demo.belanjain.example"  # reserved: no mail can ever leave for it (RFC 2606)

BUYER = Customer(
    "Sari Wulandari",
    "sari",
    "0812-0000-0101",
    Place(
        "Jl. Melati Raya No. 12, RT 03/RW 05", "Tebet", "Jakarta Selatan", "DKI Jakarta", "12820"
    ),
)

# The main buyer's other addresses: a label to receive under, and where.
MORE_ADDRESSES = (
    (
        "Sari Wulandari (kantor)",
        Place(
            "Gedung Cempaka Lt. 4, Jl. Anggrek No. 8",
            "Gambir",
            "Jakarta Pusat",
            "DKI Jakarta",
            "10110",
        ),
    ),
    (
        "Ibu Hartini",
        Place("Jl. Kenanga No. 27", "Laweyan", "Kota Surakarta", "Jawa Tengah", "57148"),
    ),
)

# The seller to sign in as: always has orders waiting.
MAIN_STORE = "pawon-jogja"

CUSTOMERS: tuple[Customer, ...] = tuple(
    Customer(name, mailbox, f"0812-0000-02{number:02d}", Place(*place))
    for number, (name, mailbox, *place) in enumerate(
        (
            (
                "Agus Setiawan",
                "agus",
                "Jl. Dahlia No. 4",
                "Coblong",
                "Kota Bandung",
                "Jawa Barat",
                "40132",
            ),
            (
                "Bayu Nugroho",
                "bayu",
                "Jl. Kaliurang Km 7 No. 19",
                "Ngaglik",
                "Kab. Sleman",
                "DI Yogyakarta",
                "55581",
            ),
            (
                "Citra Anggraini",
                "citra",
                "Perum Griya Asri Blok C2/7",
                "Sawahan",
                "Kota Surabaya",
                "Jawa Timur",
                "60251",
            ),
            (
                "Dewi Lestari Putri",
                "dewi",
                "Jl. Flamboyan No. 33",
                "Medan Baru",
                "Kota Medan",
                "Sumatera Utara",
                "20153",
            ),
            (
                "Eko Saputra",
                "eko",
                "Jl. Pandanaran Gg. 2 No. 5",
                "Semarang Tengah",
                "Kota Semarang",
                "Jawa Tengah",
                "50134",
            ),
            (
                "Fitri Handayani",
                "fitri",
                "Jl. Veteran Selatan No. 88",
                "Mamajang",
                "Kota Makassar",
                "Sulawesi Selatan",
                "90132",
            ),
            (
                "Galih Pratama",
                "galih",
                "Komplek Bumi Indah D-11",
                "Serpong",
                "Kota Tangerang Selatan",
                "Banten",
                "15310",
            ),
            (
                "Hana Rosmawati",
                "hana",
                "Jl. Sudirman No. 140",
                "Ilir Timur I",
                "Kota Palembang",
                "Sumatera Selatan",
                "30125",
            ),
            (
                "Indra Wijaya",
                "indra",
                "Jl. Cendrawasih No. 6",
                "Beji",
                "Kota Depok",
                "Jawa Barat",
                "16421",
            ),
            (
                "Julia Simanjuntak",
                "julia",
                "Jl. Diponegoro No. 51",
                "Siantar Barat",
                "Kota Pematangsiantar",
                "Sumatera Utara",
                "21112",
            ),
            (
                "Kadek Surya",
                "kadek",
                "Jl. Gatot Subroto I No. 9",
                "Denpasar Utara",
                "Kota Denpasar",
                "Bali",
                "80115",
            ),
            (
                "Laila Nurjanah",
                "laila",
                "Jl. Ijen Gg. Mawar No. 2",
                "Klojen",
                "Kota Malang",
                "Jawa Timur",
                "65119",
            ),
            (
                "Made Ariani",
                "made",
                "Jl. Pejanggik No. 77",
                "Cakranegara",
                "Kota Mataram",
                "Nusa Tenggara Barat",
                "83231",
            ),
            (
                "Nanda Firmansyah",
                "nanda",
                "Jl. A. Yani Km 5 No. 21",
                "Banjarmasin Timur",
                "Kota Banjarmasin",
                "Kalimantan Selatan",
                "70249",
            ),
            (
                "Oktavia Tampubolon",
                "oktavia",
                "Jl. Boulevard Raya No. 15",
                "Kelapa Gading",
                "Jakarta Utara",
                "DKI Jakarta",
                "14240",
            ),
            (
                "Putra Mahendra",
                "putra",
                "Jl. Juanda No. 64",
                "Samarinda Ulu",
                "Kota Samarinda",
                "Kalimantan Timur",
                "75124",
            ),
            (
                "Rizky Ramadhan",
                "rizky",
                "Jl. Khatib Sulaiman No. 30",
                "Padang Utara",
                "Kota Padang",
                "Sumatera Barat",
                "25137",
            ),
            (
                "Siti Aminah",
                "siti",
                "Jl. Pahlawan No. 18",
                "Bogor Selatan",
                "Kota Bogor",
                "Jawa Barat",
                "16133",
            ),
            (
                "Teguh Santosa",
                "teguh",
                "Jl. Ahmad Dahlan No. 41",
                "Bekasi Timur",
                "Kota Bekasi",
                "Jawa Barat",
                "17113",
            ),
            (
                "Yuliana Sinaga",
                "yuliana",
                "Jl. Sam Ratulangi No. 12",
                "Wenang",
                "Kota Manado",
                "Sulawesi Utara",
                "95111",
            ),
        ),
        start=1,
    )
)


def address_of(mailbox: str) -> str:
    """The mail address of a demo person."""
    return f"{mailbox}@{DOMAIN}"
