"""What a user name and a password may be."""

from uuid import UUID

import pytest

from auth.strength import guesses_of
from domain.access.permits import PersonId
from domain.identity.accounts import (
    CredentialFacts,
    Credentials,
    PasswordCommon,
    PasswordGuessable,
    UsernameDigits,
    checked,
    own_part,
    username_for,
    usernames,
    words_of,
)

KNOWN = (
    "45678912",
    "Rosa María",
    "Quispe",
    "Ñahui",
    "0123457-0",
    "010002",
    "UGEL Bagua",
    "Amazonas",
)
FACTS = CredentialFacts(PersonId(UUID(int=1)), KNOWN, None)


def choose(password: str, username: str = "Rosa.Quispe") -> Credentials:
    guesses = guesses_of(password, words_of((username, *KNOWN)))
    return checked(Credentials(username, password), FACTS, guesses=guesses, field="/password")


@pytest.mark.parametrize(
    "password",
    [
        "rosa.quispe1234",
        "ROSA.QUISPE-2026",
        "4567891245678912",
        "45678912amazonas",
        "0123457-0-2026",
        "Bagua2026Bagua!",
        "ugelbagua2026!!",
        "MariaNahui2025",
        "minedu2026jec!!",
        "JornadaEscolarCompleta1",
        "contraseña2026",
        "DirectoraColegio1",
    ],
)
def test_what_others_know_or_try_here_first_is_no_password(password: str) -> None:
    with pytest.raises(PasswordGuessable) as refused:
        choose(password)
    (finding,) = refused.value.findings
    assert (finding.field, password in finding.es) == ("/password", False)


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "Password123!!",
        "P@ssw0rd1234",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "iloveyou1234",
        "teamomucho12",
        "universitario",
        "unbelievable1",
        "19851985rosal",
        "passwordpassword",
        "01234570123457",
    ],
)
def test_what_is_on_lists_or_made_as_they_are_is_no_password(password: str) -> None:
    with pytest.raises((PasswordCommon, PasswordGuessable)):
        choose(password)


@pytest.mark.parametrize(
    "password",
    [
        "mañana llueve en Bagua",
        "tres gatos sobre el tejado",
        "K8#kd0sLq2vT",
        "ñandú-quena-charango-77",
        "🎺🥁🪗🪘 y una chicha morada",
        "rosa compra cuatro tambores",
    ],
)
def test_anything_else_of_twelve_characters_is_taken_as_it_is(password: str) -> None:
    assert choose(password) == Credentials("rosa.quispe", password)


def test_whatever_is_known_is_taken_out_without_minding_tildes_case_or_years() -> None:
    assert own_part("Ñahui2024", ("ñahui",)) == 0
    assert own_part("xÑAHUIx", ("Nahui",)) == 2


def test_user_names_are_proposed_from_the_name() -> None:
    assert usernames("Rosa María", "Ñahui de la Cruz")[:2] == [
        "rosa.nahuidelacruz",
        "rosa.nahuidelacruz2",
    ]
    assert usernames("李", "Wú")[0] == "wu.jec"
    assert all(len(name) >= 3 for name in usernames("", ""))


def test_the_user_name_asked_for_goes_before_the_one_they_have() -> None:
    has = CredentialFacts(FACTS.person_id, (), "rosa")
    assert username_for("otra", has, free="libre") == "otra"
    assert username_for(None, has, free="libre") == "rosa"
    assert username_for(None, FACTS, free="libre") == "libre"


def test_a_user_name_of_digits_is_only_for_whoever_has_it() -> None:
    has = CredentialFacts(FACTS.person_id, (), "40000011")
    assert username_for("40000011", has, free="libre") == "40000011"
    assert username_for(None, has, free="libre") == "40000011"
    with pytest.raises(UsernameDigits) as refused:
        username_for("40000012", has, free="libre")
    assert [finding.field for finding in refused.value.findings] == ["/username"]
    assert username_for("rosa.40000012", has, free="libre") == "rosa.40000012"


def test_a_password_is_not_shown_when_something_fails() -> None:
    assert "tejado" not in repr(Credentials("rosa", "gatos en el tejado"))


def test_a_long_password_is_estimated_by_how_it_begins() -> None:
    """All of 256 characters took most of a second, in which nobody else was served."""
    begins = "a" * 72
    assert guesses_of(begins + "mañana llueve en Bagua" * 8, ()) == guesses_of(begins, ())
