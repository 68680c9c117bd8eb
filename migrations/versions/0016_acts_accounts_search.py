"""A status in the JEC model has the date of its act; an account says whether the demonstration made
it; searching minds no quotation marks nor ways of writing N°, and finds places by their aliases."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# What its seeding wrote so far: documents that begin with 0000, by an act that is none.
MADE_SO_FAR = """
    UPDATE account a SET demonstration = true FROM person p
    WHERE p.id = a.person_id AND p.doc_type = 'DNI' AND p.doc_number LIKE '0000%' AND EXISTS (
        SELECT FROM appointment t WHERE t.person_id = p.id AND t.act_number = 'RD DEMOSTRACIÓN'
    )
"""
MARKS = "\"'`´ʼ‘’‚‛“”„‟«»‹›′″＂＇"
# As people type: marks of quotation do not count, and «N.º 5», «No 5», «Nro. 5» are one.
SEARCH_WORDS = f"""
    CREATE FUNCTION search_words(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        translate(replace(plain_text(words), '№', 'n°'), $q${MARKS}$q$, ''),
        '\\m(n\\s?\\.?\\s?[°º˚]|n|no|nro|num|numero)\\s?\\.?\\s*(?=[0-9])', 'n ', 'g'),
        '\\mn\\s?\\.?\\s?[°º˚]\\.?', 'n', 'g'),
        '[°º˚]', '', 'g'),
        '\\s+', ' ', 'g'))
"""
NAMES = "paternal_surname || ' ' || coalesce(maternal_surname || ' ', '') || given_names"
SEARCHED = {"person": NAMES, "place": "name || ' ' || aliases"}


def upgrade() -> None:
    op.add_column("institution_status", sa.Column("act_date", sa.Date(), nullable=True))
    op.add_column(
        "account",
        sa.Column("demonstration", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.execute(MADE_SO_FAR)
    op.add_column(
        "place", sa.Column("aliases", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.execute(SEARCH_WORDS)
    for table, words in SEARCHED.items():
        op.drop_index(f"{table}_search", table_name=table)
        op.drop_column(table, "search_key")
        op.add_column(
            table,
            sa.Column(
                "search_key",
                sa.Text(),
                sa.Computed(f"search_words({words})", persisted=True),
                nullable=False,
            ),
        )
        op.create_index(
            f"{table}_search",
            table,
            ["search_key"],
            unique=False,
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        )
