"""What the walk through the product tells of the director's page."""

from api import contract
from demonstration.walkthrough.practice import LATE


def test_everything_that_can_be_late_has_a_name_for_people() -> None:
    page = contract.load()["components"]["schemas"]["InstitutionPractice"]["properties"]
    assert LATE.keys() == set(page["late"]["items"]["properties"]["what"]["enum"])
