"""Enrolments redeemed by their secret: what their card does is stored, with all that ends by it."""

from collections.abc import Sequence

from domain.events import EventKind
from domain.identity.accounts import Credentials, UsernameTaken
from domain.identity.redeeming import InvalidEnrolment, RedeemingFacts, RedemptionDecision
from domain.identity.sessions import EndReason
from persistence.calls import OpenCall
from persistence.database import Overtaken, Reading, Storing
from persistence.fragments import event
from persistence.identity.accounts import CREDENTIAL_FIELDS
from persistence.identity.enrolments import ACCESS
from persistence.identity.recovery import ended_with_account
from persistence.identity.vouchers import vouching
from persistence.mapping import from_json
from persistence.people.people import stands_at
from persistence.statements import Command, Query

REDEEMING_FACTS = Query(f"""
select json_build_object(
    'enrolment', e.id, 'credentials', json_build_object({CREDENTIAL_FIELDS}),
    'given_names', p.given_names, 'paternal_surname', p.paternal_surname,
    'made_by', e.made_by, 'effect', e.effect, 'access', {ACCESS}
)::text
from enrolment e join person p on p.id = e.person_id left join account u on u.person_id = p.id
where e.secret_hash = :digest and e.used_at is null and e.withdrawn_at is null
and e.expires_at > :now
""")

FREE_USERNAME = Query("""
select c.name from unnest(:candidates::text[]) with ordinality as c (name, n)
where not exists (select from account u where u.username = c.name)
order by c.n limit 1
""")

_REDEEMED = event(
    EventKind.ENROLMENT_REDEEMED,
    of="told",
    subject="'actor/' || person_id",
    data="""'enrolment_id', id, 'second_factor_dropped', drops_second_factor,
        'identities_unlinked', (
            select count(*) from external_identity_ended l where l.person_id = told.person_id
        )""",
)

# Only while the offices that vouch are those that were looked at: choosing a password takes time.
# The person is held, so that nobody gives them another document meanwhile.
_USED = """
    update enrolment set used_at = :now from (
        select p.id from person p join enrolment e on e.person_id = p.id
        where e.id = :enrolment for no key update of p
    ) holder
    where holder.id = enrolment.person_id and enrolment.id = :enrolment
    and used_at is null and withdrawn_at is null and expires_at > :now
    and :vouchers::text[] = array(
        select v.place::text from account_voucher v where v.person_id = enrolment.person_id
        order by v.place
    )
    returning enrolment.id, person_id, made_by, drops_second_factor
"""
_PLACED = f"select r.*, {stands_at('r.person_id')} as place from redeemed r"

# Links go once the account is held, as where they are confirmed: neither waits for the other.
REDEEM = Command(
    f"""
with redeemed as ({_USED}), reset as (
    insert into account (person_id, username, password_hash, updated_at)
    select person_id, :username, :password_hash, :now from redeemed
    on conflict (person_id) do update set username = excluded.username,
        password_hash = excluded.password_hash, updated_at = excluded.updated_at,
        suspended_at = null
    returning person_id
), vouched as (
    {vouching("redeemed")}
), {ended_with_account("reset", but="and x.id <> :enrolment")}, dropped as (
    delete from second_factor f using redeemed r
    where f.person_id = r.person_id and r.drops_second_factor
), dropped_codes as (
    delete from recovery_code c using redeemed r
    where c.person_id = r.person_id and r.drops_second_factor
), told as ({_PLACED}), logged as ({_REDEEMED})
select person_id from redeemed
""",
    account_username_once=UsernameTaken,
)

_VOUCHED = event(
    EventKind.ACCOUNT_VOUCHED,
    of="told",
    subject="'actor/' || person_id",
    data="'enrolment_id', id, 'offices', :offices::text[]",
)

VOUCH = Command(f"""
with redeemed as ({_USED}), vouched as (
    {vouching("redeemed")}
), told as ({_PLACED}), logged as ({_VOUCHED})
select person_id from redeemed
""")


async def load_redeeming_facts(call: OpenCall[Reading], digest: bytes) -> RedeemingFacts:
    """The live enrolment of a secret; `InvalidEnrolment` when it is wrong, used, withdrawn or
    expired."""
    text = await REDEEMING_FACTS.value(call, digest=digest)
    if text is None:
        raise InvalidEnrolment
    return from_json(RedeemingFacts, text)


async def read_free_username(call: OpenCall[Reading], candidates: Sequence[str]) -> str:
    """The first that nobody has; the last, should all be taken (then storing it refuses)."""
    return str(await FREE_USERNAME.value(call, candidates=candidates) or candidates[-1])


async def redeem_enrolment(
    call: OpenCall[Storing],
    facts: RedeemingFacts,
    card: RedemptionDecision,
    kept: Credentials,
    password_hash: str,
) -> None:
    """Store the account and its vouchers, and end all that led into the account; or `Overtaken`."""
    row = await REDEEM.row(
        call,
        by=facts.person_id,
        enrolment=facts.enrolment,
        vouchers=facts.access.vouchers,
        offices=card.offices,
        username=kept.username,
        password_hash=password_hash,
        reason=EndReason.PASSWORD_CHANGED,
    )
    if row is None:
        raise Overtaken(InvalidEnrolment())


async def store_voucher(
    call: OpenCall[Storing], facts: RedeemingFacts, card: RedemptionDecision
) -> None:
    """Store the vouchers of a card that changes nothing else; or `Overtaken`."""
    row = await VOUCH.row(
        call,
        by=facts.person_id,
        enrolment=facts.enrolment,
        vouchers=facts.access.vouchers,
        offices=card.offices,
    )
    if row is None:
        raise Overtaken(InvalidEnrolment())
