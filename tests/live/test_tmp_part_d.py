import subprocess, sys
import pytest
from domain.access import ROLE_SCOPES, Role
from tests.access.targets import make_targets
from tests.live.conftest import Service
from tests.world import BAGUA, World, NOW
from datetime import timedelta

@pytest.mark.parametrize("role", [Role.CP, Role.DIRECTOR, Role.TEACHER])
async def test_fuzz(service: Service, world: World, role: Role, tmp_path) -> None:
    await world.db.execute("truncate appointment, report, obligation, cut_extension cascade")
    await world.db.execute("delete from report_cut where ordinal > 3")
    t = (await make_targets(world))["institution"]
    await world.db.execute("delete from appointment where place = $1 and role = $2", t.school, role)
    person = await world.appoint(role, t.school)
    col = {Role.CP: "visitor_id", Role.TEACHER: "teacher_id"}.get(role)
    await world.db.execute("update classroom_visit set status='done', began_at = $1, finished_at = $2", NOW - timedelta(hours=5), NOW - timedelta(hours=4))
    if col:
        await world.db.execute(f"update classroom_visit set {col} = $1", person)
    if role is Role.TEACHER:
        await world.db.execute("update reflective_dialogue set status='held', held_from=$1, held_to=$2", NOW - timedelta(hours=3), NOW - timedelta(hours=2))
    auth = world.auth(person, ROLE_SCOPES[role])["Authorization"]
    import yaml, json, httpx
    doc = httpx.get(f"{service.url}/openapi.json").json()
    for p, item in doc["paths"].items():
        for params in [item.get("parameters", [])] + [v.get("parameters", []) for v in item.values() if isinstance(v, dict)]:
            for q in params:
                if q.get("name") in {"visit_id", "referral_id", "commitment_id"}:
                    q["schema"] = {"type": "string", "enum": [str(t.report)]}
    f = tmp_path / "o.json"; f.write_text(json.dumps(doc))
    done = subprocess.run([sys.executable, "-m", "schemathesis.cli", "run", str(f), "--url", service.url,
        "--header", f"Authorization: {auth}", "--exclude-checks", "unsupported_method,positive_data_acceptance",
        "--include-path-regex", "dialogue|commitments|referrals|from-work", "--max-examples", "25", "--seed", "451",
        "--continue-on-failure", "--workers", "1", "--request-timeout", "20", "--no-color"],
        capture_output=True, text=True, cwd=tmp_path)
    told = done.stdout.partition("= FAILURES =")[2] or done.stdout[-3000:]
    print(done.stdout[-1500:])
    assert done.returncode == 0, told[:6000] + done.stderr[-2000:]
