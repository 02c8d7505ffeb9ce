"""Simulated shipping: by zone and begun kilogram."""

from __future__ import annotations

import pytest

from app.accounts.provinces import PROVINCES
from app.shipping.couriers import COURIERS, as_tracking_number, new_tracking_number
from app.shipping.quotes import TARIFFS, SimulatedQuoter
from app.shipping.zones import ISLAND_OF_PROVINCE, PROVINCE_OF_CITY, Zone, city_name, zone_between


def cost(origin: str, city: str, province: str, grams: int) -> int:
    return SimulatedQuoter().quote(origin, city, province, weight_grams=grams).cost


def test_every_province_of_the_address_form_lies_on_an_island() -> None:
    assert len(PROVINCES) == 38
    assert set(PROVINCES) == set(ISLAND_OF_PROVINCE)
    assert set(PROVINCE_OF_CITY.values()) <= set(PROVINCES)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Kota Bandung", "bandung"),
        ("  bandung ", "bandung"),
        ("KAB.\u00a0Bekasi", "bekasi"),
        ("Kabupaten Sleman", "sleman"),
        ("Kab. Sleman, DI Yogyakarta", "sleman"),
        ("Jakarta Selatan", "jakarta"),
        ("Kota Administrasi Jakarta Barat", "jakarta"),
        ("", ""),
    ],
)
def test_a_city_is_known_however_it_is_written(raw: str, name: str) -> None:
    assert city_name(raw) == name


@pytest.mark.parametrize(
    ("origin", "city", "province", "zone"),
    [
        ("Kota Bandung", "Bandung", "Jawa Barat", Zone.SAME_CITY),
        ("Jakarta Barat", "Jakarta Timur", "DKI Jakarta", Zone.SAME_CITY),
        ("Kota Bandung", "Surabaya", "Jawa Timur", Zone.SAME_ISLAND),
        ("Kota Bandung", "Medan", "Sumatera Utara", Zone.ELSEWHERE),
        ("Kota Bandung", "Bandung", "Bali", Zone.ELSEWHERE),
        ("Desa Jauh", "Medan", "Sumatera Utara", Zone.ELSEWHERE),
        ("Desa Jauh", "desa jauh", "Papua", Zone.SAME_CITY),
        ("", "", "Papua", Zone.ELSEWHERE),
    ],
)
def test_the_zone_follows_city_and_island(
    origin: str, city: str, province: str, zone: Zone
) -> None:
    assert zone_between(origin, city, province) is zone


def test_nearer_is_cheaper_and_each_begun_kilogram_counts() -> None:
    near = cost("Kota Bandung", "Bandung", "Jawa Barat", 1000)
    island = cost("Kota Bandung", "Surabaya", "Jawa Timur", 1000)
    far = cost("Kota Bandung", "Medan", "Sumatera Utara", 1000)
    assert near < island < far
    tariff = TARIFFS[Zone.SAME_CITY]
    assert cost("Kota Bandung", "Bandung", "Jawa Barat", 0) == tariff.first
    assert cost("Kota Bandung", "Bandung", "Jawa Barat", 1001) == tariff.first + tariff.further


def test_every_tariff_names_a_courier_that_hands_out_tracking_numbers() -> None:
    for tariff in TARIFFS.values():
        assert tariff.courier in COURIERS
        number = new_tracking_number(tariff.courier)
        assert number.startswith(COURIERS[tariff.courier])
        assert len(number) == 12


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("jp1234567890", "JP1234567890"),
        ("  jne  12/34-5.6 ", "JNE 12/34-5.6"),
        ("123456", "123456"),
        ("A" * 40, "A" * 40),
        ("A" * 41, None),
        ("12345", None),
        ("-123456", None),
        ("ßßßßßß", None),
        ("١٢٣٤٥٦", None),
        ("", None),
    ],
)
def test_a_tracking_number_is_kept_in_one_way_of_writing(typed: str, kept: str | None) -> None:
    assert as_tracking_number(typed) == kept
