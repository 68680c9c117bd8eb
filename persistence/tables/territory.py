"""The tree of places (nation, regions, IGEDs, institutions) and what is known of each."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, ExcludeConstraint
from sqlmodel import Field, SQLModel

from persistence.tables.columns import (
    at_place,
    computed_words,
    counter,
    instant,
    search_key,
    sort_key,
    words,
)
from persistence.tables.ltree import Ltree

PARENT = "CASE WHEN nlevel(path) > 1 THEN subpath(path, 0, -1) END"


class PlaceRow(SQLModel, table=True):
    """A node of the tree. Its path is the jurisdiction; its parent must exist."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("kind", "code", name="place_code_once_per_kind"),
        CheckConstraint(
            "nlevel(path) = array_position(ARRAY['nation', 'region', 'iged', 'institution'], kind)",
            name="place_level_fits_kind",
        ),
        Index("place_in_order", "kind", "sort_key", "code"),
        Index(
            "place_search",
            "search_key",
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        ),
    )

    path: str = Field(sa_column=Column(Ltree(), primary_key=True))
    parent: str = Field(
        sa_column=Column(
            Ltree(),
            Computed(PARENT, persisted=True),
            ForeignKey("place.path", name="place_parent_exists"),
        )
    )
    kind: str = Field(sa_column=words())
    code: str = Field(sa_column=words())
    name: str = Field(sa_column=words())
    sort_key: str = Field(sa_column=sort_key("name"))
    aliases: str = Field(sa_column=words(server_default=text("''")))
    """Spellings met elsewhere (A18), one after another: it is found by them too."""
    search_key: str = Field(sa_column=search_key("name || ' ' || aliases"))


class RegionRow(SQLModel, table=True):
    """A region with its DRE or GRE and its target of schools (F14)."""

    __tablename__ = "region"
    __table_args__ = (
        CheckConstraint("kind IN ('dre', 'gre')", name="region_kind"),
        CheckConstraint("code ~ '^[0-9]{6}$'", name="region_code"),
    )

    code: str = Field(sa_column=words(primary_key=True))
    path: str = Field(sa_column=at_place("region"))
    body_name: str = Field(sa_column=words())
    kind: str = Field(sa_column=words())
    jec_target: int
    macro_region: str | None = Field(sa_column=words(nullable=True))


class IgedRow(SQLModel, table=True):
    """A decentralised management body. A DRE is one too; it may manage schools itself (F54)."""

    __tablename__ = "iged"
    __table_args__ = (
        UniqueConstraint("path", name="iged_path_once"),
        CheckConstraint("kind IN ('dre', 'gre', 'ugel')", name="iged_kind"),
        CheckConstraint("code ~ '^[0-9]{6}$'", name="iged_code"),
        CheckConstraint("manages_institutions OR kind <> 'ugel'", name="iged_ugel_manages"),
    )

    code: str = Field(sa_column=words(primary_key=True))
    path: str = Field(sa_column=at_place("iged"))
    kind: str = Field(sa_column=words())
    manages_institutions: bool


class InstitutionRow(SQLModel, table=True):
    """A school service, keyed by modular code and annex: the code alone is not unique."""

    __tablename__ = "institution"
    __table_args__ = (
        UniqueConstraint("path", name="institution_path_once"),
        CheckConstraint("code ~ '^[0-9]{7}-[0-9]$'", name="institution_code"),
        CheckConstraint("premise_code ~ '^[0-9]{6}$'", name="institution_premise_code"),
        CheckConstraint("ubigeo ~ '^[0-9]{6}$'", name="institution_ubigeo"),
        CheckConstraint("area IN ('urban', 'rural')", name="institution_area"),
        CheckConstraint("management IN ('public', 'private')", name="institution_management"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="institution_latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="institution_longitude"),
        CheckConstraint(
            "subpath(path, -1) = text2ltree(code)", name="institution_path_ends_in_code"
        ),
        Index("institution_by_iged", "iged_path"),
    )

    code: str = Field(sa_column=words(primary_key=True))
    modular_code: str = Field(sa_column=computed_words("split_part(code, '-', 1)"))
    annex: str = Field(sa_column=computed_words("split_part(code, '-', 2)"))
    path: str = Field(sa_column=at_place("institution"))
    iged_path: str = Field(
        sa_column=Column(
            Ltree(),
            Computed("subpath(path, 0, 3)", persisted=True),
            ForeignKey("iged.path", name="institution_iged_exists"),
            nullable=False,
        )
    )
    premise_code: str | None = Field(sa_column=words(nullable=True))
    area: str = Field(sa_column=words())
    management: str = Field(sa_column=words())
    ubigeo: str = Field(sa_column=words())
    populated_place: str | None = Field(sa_column=words(nullable=True))
    latitude: Decimal | None = Field(sa_column=Column(Numeric(9, 6)))
    longitude: Decimal | None = Field(sa_column=Column(Numeric(9, 6)))
    demonstration: bool = Field(sa_column_kwargs={"server_default": text("false")})
    version: int = Field(sa_column=counter())
    updated_at: datetime = Field(sa_column=instant(server_default=text("now()")))


class InstitutionStatusRow(SQLModel, table=True):
    """A span of days in which an institution had one status in the JEC model (F11, F109-F113)."""

    __tablename__ = "institution_status"
    __table_args__ = (
        ExcludeConstraint(
            ("institution_code", "="), ("valid", "&&"), name="institution_one_status_a_day"
        ),
        CheckConstraint(
            "status IN ('candidate', 'active', 'exclusion_in_process', 'excluded')",
            name="institution_status_known",
        ),
        CheckConstraint(
            "NOT isempty(valid) AND NOT lower_inf(valid)", name="institution_status_days"
        ),
    )

    institution_code: str = Field(foreign_key="institution.code", sa_type=Text, primary_key=True)
    since: date = Field(
        sa_column=Column(Date, Computed("lower(valid)", persisted=True), primary_key=True)
    )
    status: str = Field(sa_column=words())
    valid: Any = Field(sa_column=Column(DATERANGE, nullable=False))
    act_number: str | None = Field(sa_column=words(nullable=True))
    act_date: date | None
    reason: str | None = Field(sa_column=words(nullable=True))


class InstitutionYearRow(SQLModel, table=True):
    """The figures of one school year (F13, F16) and the posts it should have."""

    __tablename__ = "institution_year"
    __table_args__ = (
        CheckConstraint(
            "students >= 0 AND teachers >= 0 AND sections >= 0", name="institution_year_counts"
        ),
        CheckConstraint("weekly_hours BETWEEN 1 AND 60", name="institution_year_hours"),
        CheckConstraint(
            "cp_posts BETWEEN 0 AND 9 AND ct_posts BETWEEN 0 AND 9", name="institution_year_posts"
        ),
    )

    institution_code: str = Field(foreign_key="institution.code", sa_type=Text, primary_key=True)
    year: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    students: int | None = Field(sa_column=Column(Integer))
    teachers: int | None = Field(sa_column=Column(Integer))
    sections: int | None = Field(sa_column=Column(Integer))
    weekly_hours: int = Field(
        sa_column=Column(SmallInteger, nullable=False, server_default=text("45"))
    )
    cp_posts: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("1")))
    ct_posts: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default=text("1")))
    version: int = Field(sa_column=counter())


class CatalogueEntryRow(SQLModel, table=True):
    """Components (F15), organs (F22) and norms (F11): what the model is made of, as data."""

    __tablename__ = "catalogue_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('component', 'organ', 'norm')", name="catalogue_entry_kind"),
    )

    kind: str = Field(sa_column=words(primary_key=True))
    code: str = Field(sa_column=words(primary_key=True))
    ordinal: int
    name: str = Field(sa_column=words())
    detail: Any = Field(sa_column=Column(JSONB, nullable=False))
