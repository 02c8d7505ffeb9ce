"""The demo shop's category tree: (name, slug) at the top, with the children below."""

from __future__ import annotations

TREE: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Fashion",
        "fashion",
        (
            ("Kaos & Jaket", "kaos-jaket"),
            ("Batik & Kain", "batik-kain"),
            ("Hijab & Busana Muslim", "hijab-busana-muslim"),
            ("Tas & Dompet", "tas-dompet"),
            ("Sepatu & Sandal", "sepatu-sandal"),
        ),
    ),
    (
        "Makanan & Minuman",
        "makanan-minuman",
        (
            ("Kopi & Teh", "kopi-teh"),
            ("Sambal & Bumbu", "sambal-bumbu"),
            ("Camilan", "camilan"),
        ),
    ),
    (
        "Dapur",
        "dapur",
        (
            ("Alat Masak", "alat-masak"),
            ("Peralatan Makan", "peralatan-makan"),
            ("Penyimpanan Makanan", "penyimpanan-makanan"),
        ),
    ),
    (
        "Rumah & Taman",
        "rumah-taman",
        (
            ("Anyaman & Dekorasi", "anyaman-dekorasi"),
            ("Lampu", "lampu"),
            ("Tanaman & Pot", "tanaman-pot"),
            ("Tekstil Rumah", "tekstil-rumah"),
        ),
    ),
    (
        "Elektronik",
        "elektronik",
        (
            ("Audio", "audio"),
            ("Aksesori Ponsel", "aksesori-ponsel"),
            ("Aksesori Komputer", "aksesori-komputer"),
        ),
    ),
    (
        "Perawatan Diri",
        "perawatan-diri",
        (
            ("Sabun & Mandi", "sabun-mandi"),
            ("Perawatan Kulit", "perawatan-kulit"),
            ("Perawatan Rambut", "perawatan-rambut"),
        ),
    ),
    (
        "Buku & Alat Tulis",
        "buku-alat-tulis",
        (
            ("Buku", "buku"),
            ("Buku Catatan", "buku-catatan"),
            ("Alat Tulis", "alat-tulis"),
        ),
    ),
    (
        "Anak & Mainan",
        "anak-mainan",
        (
            ("Mainan Kayu", "mainan-kayu"),
            ("Boneka", "boneka"),
            ("Perlengkapan Bayi", "perlengkapan-bayi"),
        ),
    ),
    (
        "Olahraga & Alam",
        "olahraga-alam",
        (
            ("Mendaki & Berkemah", "mendaki-berkemah"),
            ("Olahraga", "olahraga"),
        ),
    ),
)
