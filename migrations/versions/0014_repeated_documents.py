"""A document may have several records: who does not reach a person writes one of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column(
        "person",
        sa.Column("doc_copy", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("person", sa.Column("joined_to", sa.Uuid(), nullable=True))
    op.create_foreign_key(None, "person", "person", ["joined_to"], ["id"])
    op.drop_constraint("person_document_once", "person", type_="unique")
    op.create_unique_constraint(
        "person_document_once", "person", ["doc_type", "doc_number", "doc_copy"]
    )
    op.create_index(
        "person_repeated",
        "person",
        ["doc_type", "doc_number"],
        postgresql_where=sa.text("doc_copy > 0"),
    )
    op.create_index(
        "person_joined",
        "person",
        ["joined_to"],
        postgresql_where=sa.text("joined_to IS NOT NULL"),
    )
