"""The catalogue of the JEC model that the product ships: what it must say, fact by fact."""

from datetime import date

from persistence.reference import reading as reference


def test_the_model_has_three_components_and_four_organs() -> None:
    catalogue = reference.catalogue()
    assert [each.code for each in catalogue.components] == ["pedagogico", "gestion", "soporte"]
    assert len(catalogue.organs) == 4
    facts = {trait.fact for each in catalogue.components for trait in each.traits}
    assert facts == {"F16", "F17", "F18", "F19", "F20", "F21", "F22", "F23", "F24"}


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
