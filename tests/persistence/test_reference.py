"""Reference data the product ships: what it must say, fact by fact."""

import json
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from jsonschema import Draft202012Validator

from domain.instruments.answers import check_answers
from domain.instruments.forms import answers_schema, example_answers
from domain.instruments.model import Definition, ItemKind
from domain.instruments.parsing import parse_definition
from persistence.reference import reading as reference
from persistence.reference.reading import CutDates, StreamPlan, WorkloadNode

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
CALENDAR = reference.calendar()
STREAMS = {stream.code: stream for stream in CALENDAR.streams}
FORMS = {form.code: form for form in reference.instruments()}
every_form = pytest.mark.parametrize("code", sorted(FORMS))
every_stream = pytest.mark.parametrize("code", sorted(STREAMS))


# Territory


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


# Catalogue


def test_the_model_has_three_components_and_four_organs() -> None:
    catalogue = reference.catalogue()
    assert [each.code for each in catalogue.components] == ["pedagogico", "gestion", "soporte"]
    assert len(catalogue.organs) == 4
    told = {trait.fact for each in catalogue.components for trait in each.traits}
    assert told == {"F16", "F17", "F18", "F19", "F20", "F21", "F22", "F23", "F24"}


def test_the_norms_of_the_model_are_listed_once_with_their_year() -> None:
    norms = {norm.code: norm for norm in reference.catalogue().norms}
    assert len(norms) == len(reference.catalogue().norms)
    assert norms["RVM 326-2019-MINEDU"].issued_on == date(2019, 12, 12)
    assert norms["RVM 079-2023-MINEDU"].issued_on == date(2023, 6, 13)
    assert {"RM 451-2014-MINEDU", "RVM 340-2021-MINEDU"} < norms.keys()
    assert all(f"-{norm.year}-" in code for code, norm in norms.items())
    assert all(
        norm.issued_on is None or norm.issued_on.year == norm.year for norm in norms.values()
    )


def test_annexes_nobody_published_are_not_claimed() -> None:
    held = {norm.code: norm.text_held for norm in reference.catalogue().norms}
    hidden = ("RVM 326-2019-MINEDU", "RVM 340-2021-MINEDU", "RVM 079-2023-MINEDU")
    assert not any(held[code] for code in hidden)


# Calendar


def test_the_school_year_runs_from_11_march_to_20_december() -> None:
    year = CALENDAR.school_year
    assert (year.starts_on, year.ends_on) == (date(2024, 3, 11), date(2024, 12, 20))
    assert year.weekly_hours == 45
    assert (CALENDAR.year, CALENDAR.time_zone) == (2024, "America/Lima")


def test_three_streams_have_three_cuts_in_their_months() -> None:
    assert {code: [cut.month for cut in each.cuts] for code, each in STREAMS.items()} == {
        "implementation": [6, 9, 12],
        "coordinator": [4, 7, 11],
        "teacher_accompaniment": [6, 9, 11],
    }


@every_stream
def test_cuts_are_numbered_staged_and_do_not_overlap(code: str) -> None:
    cuts = STREAMS[code].cuts
    assert [(cut.ordinal, cut.stage) for cut in cuts] == [
        (1, "diagnostic"),
        (2, "process"),
        (3, "closing"),
    ]
    assert all(before.closes_on < after.opens_on for before, after in pairwise(cuts))
    assert all(cut.opens_on <= cut.closes_on for cut in cuts)


def last_day(cut: CutDates) -> date:
    following = cut.opens_on.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)


@every_stream
def test_a_window_is_its_whole_month_but_december_ends_with_the_year(code: str) -> None:
    for cut in STREAMS[code].cuts:
        assert (cut.opens_on.month, cut.opens_on.day) == (cut.month, 1)
        assert cut.closes_on == min(last_day(cut), CALENDAR.school_year.ends_on)


@every_stream
def test_periods_follow_one_another_without_gaps_up_to_the_close(code: str) -> None:
    cuts = STREAMS[code].cuts
    assert cuts[0].period_from == CALENDAR.school_year.starts_on
    assert all(cut.period_to == cut.closes_on for cut in cuts)
    for before, after in pairwise(cuts):
        assert after.period_from == before.period_to + timedelta(days=1)


def told(stream: StreamPlan) -> tuple[object, ...]:
    roles, chosen_by = stream.declarant_roles, stream.instrument_by
    return (roles, stream.subject_kind, chosen_by, dict(stream.instruments), stream.reviewer_role)


def test_a_stream_is_who_declares_about_whom_with_what_and_who_reviews() -> None:
    assert {code: told(stream) for code, stream in STREAMS.items()} == {
        "implementation": (
            ("ugel",),
            "institution",
            "declarant",
            {"ugel": "ficha-implementacion"},
            "dre",
        ),
        "coordinator": (
            ("director",),
            "coordinator",
            "subject",
            {"cp": "ficha-cp", "ct": "ficha-ct"},
            "ugel",
        ),
        "teacher_accompaniment": (
            ("cp", "ct"),
            "teacher",
            "declarant",
            {"cp": "matriz-dialogo", "ct": "ficha-tutoria-grupal"},
            "director",
        ),
    }
    assert all(stream.review_required for stream in STREAMS.values())


def test_every_stage_has_its_words() -> None:
    used = {cut.stage for stream in STREAMS.values() for cut in stream.cuts}
    assert CALENDAR.stage_labels.keys() == used
    assert CALENDAR.stage_labels["process"].es == "Proceso"


def test_a_year_that_is_not_shipped_is_not_made_up() -> None:
    with pytest.raises(FileNotFoundError):
        reference.calendar(2031)


# Workloads


def hours(nodes: tuple[WorkloadNode, ...]) -> list[object]:
    return [[node.hours, hours(node.children)] if node.children else node.hours for node in nodes]


def test_the_weeks_of_both_coordinators_are_those_of_the_norm() -> None:
    plans = {plan.role: plan for plan in reference.workloads()}
    assert hours(plans["cp"].lines) == [12, [16, [8, 4, 4]], 2, 2]
    assert hours(plans["ct"].lines) == [12, [12, [6, 3, 3]], 4, 2, 2]
    assert {plan.total for plan in plans.values()} == {32}
    assert {plan.unit for plan in plans.values()} == {"horas pedagógicas a la semana"}


def sums_up(nodes: tuple[WorkloadNode, ...], whole: int) -> bool:
    """Parts with hours, each code once, that make their whole, all the way down."""
    return (
        sum(node.hours for node in nodes) == whole
        and all(node.hours > 0 for node in nodes)
        and len({node.code for node in nodes}) == len(nodes)
        and all(sums_up(node.children, node.hours) for node in nodes if node.children)
    )


@pytest.mark.parametrize("plan", reference.workloads(), ids=lambda plan: plan.role)
def test_the_shipped_weeks_add_up(plan: reference.WorkloadPlan) -> None:
    assert sums_up(plan.lines, plan.total)


# Instruments


def definition(code: str) -> Definition:
    return parse_definition(FORMS[code].definition)


def test_the_streams_use_the_five_forms_shipped_and_no_other() -> None:
    used = {code for stream in STREAMS.values() for code in stream.instruments.values()}
    assert used == FORMS.keys()
    assert len(used) == 5


@every_form
def test_sample_answers_fill_a_shipped_form(code: str) -> None:
    asked = definition(code)
    schema = answers_schema(asked)
    Draft202012Validator.check_schema(schema)
    for seed in range(30):
        answers = example_answers(asked, seed)
        score = check_answers(asked, answers).score
        assert score is not None
        assert 0 < score <= 1
        Draft202012Validator(schema).validate(answers)


@every_form
def test_a_shipped_form_is_plain_json_in_spanish_with_english_titles(code: str) -> None:
    form = FORMS[code]
    assert json.loads(json.dumps(form.definition)) == form.definition
    assert form.version == 1
    assert form.title != form.title_en
    assert all(section.title_en for section in definition(code).sections)


@every_form
def test_a_form_that_is_ours_says_so(code: str) -> None:
    form = FORMS[code]
    assert form.model_form is (code != "matriz-dialogo")
    assert form.model_note.startswith("Ficha modelo.") is form.model_form


@every_form
def test_a_shipped_form_asks_for_evidence_and_is_scored(code: str) -> None:
    items = definition(code).items
    assert any(item.kind is ItemKind.EVIDENCE and item.required for item in items)
    assert sum(item.weight for item in items) >= 5
    assert 15 <= len(items) <= 35


@every_form
def test_every_level_of_a_shipped_form_says_what_it_looks_like(code: str) -> None:
    for item in definition(code).items:
        if item.scale is not None:
            told = [item.descriptors.get(lvl.value) or lvl.descriptor for lvl in item.scale.levels]
            assert all(told)


def test_the_matrix_has_the_five_performances_in_four_levels() -> None:
    levels = [item for item in definition("matriz-dialogo").items if item.kind is ItemKind.LEVEL]
    assert [item.performance for item in levels] == [
        "involucra",
        "razonamiento",
        "evaluacion",
        "respeto",
        "regulacion",
    ]
    assert all(item.scale and item.scale.values == (1, 2, 3, 4) for item in levels)
    assert all(item.aspects and len(item.descriptors) == 4 for item in levels)


def test_a_row_of_the_matrix_has_its_five_columns() -> None:
    for section in definition("matriz-dialogo").sections[1:]:
        asked = [item.code.removeprefix(f"{section.code}-") for item in section.items]
        assert [each for each in asked if each != "marca"] == [
            "evidencias",
            "nivel",
            "conclusiones",
            "preguntas",
            "aportes",
        ]


@pytest.mark.parametrize(
    ("code", "flags"),
    [("matriz-dialogo", ["d4-marca", "d5-marca"]), ("ficha-tutoria-grupal", ["c-marca"])],
)
def test_maltreatment_seen_in_class_raises_a_mark(code: str, flags: list[str]) -> None:
    asked = definition(code)
    seen = dict.fromkeys(flags, True)
    assert list(check_answers(asked, {**example_answers(asked), **seen}).conduct_flags) == flags


def test_without_a_classroom_plan_tutoring_goes_on_at_e5() -> None:
    asked = definition("ficha-tutoria-grupal")
    answers = {**example_answers(asked), "a-e2": False}
    del answers["a-e3"], answers["a-e4"]
    assert check_answers(asked, answers).skipped == ("a-e3", "a-e4")


def test_the_tutoring_coordinator_starts_with_the_official_indicator() -> None:
    asked = definition("ficha-ct")
    first = next(item for item in asked.items if item.kind is ItemKind.LEVEL)
    assert first.text.startswith("Elabora el plan de tutoría, orientación educativa y convivencia")
    assert first.descriptors[1] == "No cuenta con el plan TOECE."
    assert {scale.values for scale in asked.scales.values()} == {(1, 2, 3)}
