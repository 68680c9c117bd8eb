"""Sound requests for the operations of dialogues, commitments and referrals, at one target."""

from datetime import timedelta
from uuid import uuid4

from tests.access.call import Call
from tests.access.targets import Target
from tests.clock import now


def dialogue_calls(t: Target) -> dict[str, Call]:
    """By operationId. The target's visit, its dialogue, commitment and referral have its report's
    id, and are of somebody who left."""
    dialogue, mine = f"/v1/visits/{t.report}/dialogue", f"/v1/me/dialogues/{t.report}"
    referral = f"/v1/referrals/{t.report}"
    work = {"answers": {}, "preparation_minutes": 45}
    held = {
        "held_from": (now() - timedelta(minutes=40)).isoformat(),
        "held_to": (now() - timedelta(minutes=20)).isoformat(),
    }
    review = {"visit_id": str(t.report), "outcome": "met"}
    step = {"status": "attended", "note": "Se conversó con la familia."}
    owed = {"obligation_id": str(t.owed)}
    return {
        "getDialogue": Call("GET", dialogue),
        "putDialogue": Call("PUT", dialogue, work),
        "saveDialogueSection": Call("PATCH", dialogue, {"answers": {}}),
        "prepareDialogue": Call("POST", f"{dialogue}/preparation"),
        "resumeDialogue": Call("DELETE", f"{dialogue}/preparation"),
        "holdDialogue": Call("POST", f"{dialogue}/holding", held),
        "confirmDialogue": Call("POST", f"{dialogue}/confirmation"),
        "listMyDialogues": Call("GET", "/v1/me/dialogues", about=False),
        "getMyDialogue": Call("GET", mine, about=False),
        "answerDialogue": Call("PUT", f"{mine}/answer", {"agrees": True}, about=False),
        "listCommitments": Call("GET", "/v1/commitments?limit=200", about=False),
        "listMyCommitments": Call("GET", "/v1/me/commitments", about=False),
        "reviewCommitment": Call("PUT", f"/v1/commitments/{t.report}/review", review),
        "listReferrals": Call("GET", "/v1/referrals?limit=200", about=False),
        "getReferral": Call("GET", referral),
        "attendReferral": Call("PUT", f"{referral}/status", step),
        "fillDraftFromWork": Call("POST", f"/v1/report-drafts/{uuid4()}/from-work", owed),
    }
