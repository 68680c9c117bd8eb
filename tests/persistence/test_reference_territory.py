"""Regions and UGEL that the product ships: what they must say, fact by fact."""

from collections import Counter

import pytest

from persistence.reference import reading as reference

F14 = {
    "Amazonas": 61,
    "Áncash": 124,
    "Apurímac": 68,
    "Arequipa": 105,
    "Ayacucho": 78,
    "Cajamarca": 190,
    "Callao": 18,
    "Cusco": 164,
    "Huancavelica": 114,
    "Huánuco": 99,
    "Ica": 40,
    "Junín": 101,
    "La Libertad": 82,
    "Lambayeque": 32,
    "Lima Metropolitana": 137,
    "Lima Provincias": 36,
    "Loreto": 31,
    "Madre de Dios": 13,
    "Moquegua": 14,
    "Pasco": 29,
    "Piura": 170,
    "Puno": 165,
    "San Martín": 82,
    "Tacna": 15,
    "Tumbes": 9,
    "Ucayali": 13,
}
UGELS = [10, 20, 8, 10, 11, 13, 1, 14, 8, 11, 5, 13, 15, 3, 7, 9, 8, 3, 4, 4, 12, 14, 10, 4, 3, 4]
REGIONS = reference.territory()
IGEDS = [(region, iged) for region in REGIONS for iged in region.igeds]


def test_the_26_regions_have_the_targets_of_the_mission_in_its_order() -> None:
    assert [(region.name, region.jec_target) for region in REGIONS] == list(F14.items())
    assert sum(region.jec_target for region in REGIONS) == 1990


def test_there_are_224_ugels_as_many_per_region_as_the_official_list_says() -> None:
    assert [len(region.igeds) for region in REGIONS] == UGELS
    assert sum(UGELS) == 224


def test_codes_are_six_digits_and_name_one_body_each() -> None:
    codes = [region.code for region in REGIONS] + [iged.code for _, iged in IGEDS]
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert len(set(codes)) == 26 + 224


def test_a_ugel_has_the_department_digits_of_its_region() -> None:
    strangers = [iged.code for region, iged in IGEDS if iged.code[:2] != region.code[:2]]
    assert strangers == []


def test_both_limas_keep_their_own_ugels() -> None:
    named = {region.name: {iged.code[:4] for iged in region.igeds} for region in REGIONS}
    assert named["Lima Metropolitana"] == {"1501"}
    assert named["Lima Provincias"] == {"1502"}


def test_only_dre_callao_manages_schools_itself() -> None:
    managing = [region for region in REGIONS if region.manages_institutions]
    assert [(region.code, region.body_name) for region in managing] == [("070101", "DRE Callao")]


def test_the_managements_are_arequipa_la_libertad_and_lambayeque() -> None:
    kinds = {region.name: region.kind for region in REGIONS}
    assert {name for name, kind in kinds.items() if kind == "gre"} == {
        "Arequipa",
        "La Libertad",
        "Lambayeque",
    }
    assert set(kinds.values()) == {"dre", "gre"}
    assert all(region.body_name == f"{region.kind.upper()} {region.name}" for region in REGIONS)


def test_ugel_la_union_exists_in_two_regions() -> None:
    homes = [region.name for region, iged in IGEDS if iged.name == "UGEL La Unión"]
    assert homes == ["Arequipa", "Piura"]


def test_a_name_is_unique_within_its_region() -> None:
    counted = Counter((region.code, iged.name) for region, iged in IGEDS)
    assert counted.most_common(1)[0][1] == 1


def test_names_met_in_other_sources_lead_to_one_region() -> None:
    aliases = {alias: region.name for region in REGIONS for alias in region.aliases}
    assert aliases["LIMA PROVINCIA"] == "Lima Provincias"
    assert aliases["ANCASH"] == "Áncash"
    assert {alias: iged.code for _, iged in IGEDS for alias in iged.aliases} == {
        "UGEL NASCA": "110003"
    }


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("010006", "UGEL Rodríguez de Mendoza"),
        ("010009", "UGEL IBIR-Imaza"),
        ("050008", "UGEL Paucar del Sarasara"),
        ("080014", "UGEL Pichari-Kimbiri-Villa Virgen"),
        ("120014", "UGEL Río Ene - Mantaro"),
        ("130004", "UGEL Bolívar"),
        ("150102", "UGEL 01 San Juan de Miraflores"),
        ("150201", "UGEL 08 Cañete"),
        ("070102", "UGEL Ventanilla"),
    ],
)
def test_names_are_written_as_spanish_writes_them(code: str, name: str) -> None:
    assert {iged.code: iged.name for _, iged in IGEDS}[code] == name


def test_the_macro_regions_are_not_invented() -> None:
    assert {region.macro_region for region in REGIONS} == {None}
