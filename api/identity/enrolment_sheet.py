"""Enrolment cards as a page to print: ten to a sheet of A4, cut along the dashed lines."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from api.identity.qr import qr_svg
from domain.identity.vouchers import EnrolmentEffect

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""The page has no script and fetches nothing: what it carries goes on paper only."""

_STYLE = """
@page { size: A4; margin: 10mm }
body { font: 10pt/1.35 sans-serif; margin: 0 }
main { display: grid; grid-template-columns: 1fr 1fr }
article { border: 1px dashed #888; padding: 4mm; display: grid; grid-template-columns: 32mm 1fr;
  gap: 4mm; break-inside: avoid }
article svg { width: 32mm; height: 32mm }
h2 { font-size: 11pt; margin: 0 }
p { margin: 1mm 0 }
code { font: bold 11pt monospace; overflow-wrap: anywhere }
"""


_WHAT_NEXT = {
    EnrolmentEffect.PASSWORD: "Ahí elige usted su contraseña.",
    EnrolmentEffect.VOUCHER: "Ya tiene cuenta: escriba la contraseña que usa hoy, que no cambia.",
}


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says; `address` is the page without the code."""

    name: str
    place: str
    code: str = field(repr=False)
    link: str = field(repr=False)
    address: str
    until: str
    effect: EnrolmentEffect


async def sheet(cards: Sequence[Card], refused: Sequence[tuple[str, str]]) -> str:
    """The whole page. `refused`: names or ids, and why they got no card."""
    drawn = []
    for card in cards:
        drawn.append(_card(card))
        await asyncio.sleep(0)  # a QR code takes some milliseconds: others are served in between
    left_out = "".join(f"<li>{escape(who)}: {escape(why)}</li>" for who, why in refused)
    beside = f"<h2>Sin tarjeta</h2><ul>{left_out}</ul>" if refused else ""
    return (
        '<!doctype html><html lang="es"><head><meta charset="utf-8">'
        '<meta name="referrer" content="no-referrer"><title>JEC · Tarjetas de ingreso</title>'
        f"<style>{_STYLE}</style></head><body><main>{''.join(drawn)}</main>{beside}</body></html>"
    )


def _card(card: Card) -> str:
    return (
        f"<article>{qr_svg(card.link)}<div><h2>{escape(card.name)}</h2>"
        f"<p>{escape(card.place)}</p>"
        f"<p>Escanee el código, o entre a <b>{escape(card.address)}</b> y escriba:</p>"
        f"<p><code>{escape(card.code)}</code></p>"
        f"<p>{_WHAT_NEXT[card.effect]}</p>"
        f"<p>Vale una sola vez, hasta el {escape(card.until)}. No lo comparta.</p>"
        "</div></article>"
    )
