"""How written words are kept."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.texts import UnseenSignFault, line, paragraphs


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Ñahui  ", "Ñahui"),
        ("N\u0303ahui", "Ñahui"),
        ("San \t Martín\u00a0de  Porres", "San Martín de Porres"),
        ("dos\nlíneas", "dos líneas"),
        (" \t\n ", ""),
        ("\ufe0f \u0301\ufe00", ""),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
    ],
)
def test_a_line(sent: str, kept: str) -> None:
    assert line(sent) == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("uno\r\ndos\rtres", "uno\ndos\ntres"),
        ("  uno  \n\n\n\n  dos  ", "uno\n\ndos"),
        ("uno  dos", "uno  dos"),
        ("\ufe0f\n\n\u0301", ""),
    ],
)
def test_paragraphs_keep_their_lines(sent: str, kept: str) -> None:
    assert paragraphs(sent) == kept


@pytest.mark.parametrize("kept", [line, paragraphs])
@pytest.mark.parametrize(
    "sign", ["\u200b", "\u00ad", "\u202e", "\u2066", "\u2028", "\u3164", "\x07", "\ue000"]
)
def test_what_nobody_sees_is_refused_by_name(kept: Callable[[str], str], sign: str) -> None:
    with pytest.raises(UnseenSignFault) as refused:
        kept(f"Quispe{sign}")
    assert refused.value.at == 6
    assert refused.value.es


@given(st.text(max_size=60))
def test_what_is_kept_is_kept_as_it_is(sent: str) -> None:
    for form in (line, paragraphs):
        try:
            kept = form(sent)
        except UnseenSignFault:
            continue
        assert form(kept) == kept
        assert kept == unicodedata.normalize("NFC", kept).strip()
        assert len(kept) <= len(unicodedata.normalize("NFC", sent))
