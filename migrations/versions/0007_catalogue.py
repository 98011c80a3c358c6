"""How decisions are found: cards that follow the decisions by themselves, passages, and the index over their words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CARD = "decision_id, visibility, body_id, class_code, outcome, status, has_dissent, closed_at"
NARROWED_BY = ("body_id", "class_code", "outcome", "status", "has_dissent")
OUTCOMES = (
    "'unanimity', 'full_consensus', 'consensus_with_reservations', 'consensus_with_stand_asides', "
    "'consensus_with_recorded_dissent', 'adopted_provisional', 'adopted_by_silence', 'adopted_by_fallback_vote', "
    "'blocked', 'no_consensus_strong_support', 'no_consensus_divergence', 'failed_quorum', 'failed_support_floor', "
    "'withdrawn', 'deferred', 'lapsed'"
)
STATUSES = "'in_force', 'provisional', 'superseded', 'not_adopted', 'withdrawn', 'lapsed', 'deferred'"
PLACES = "'question', 'text', 'issue', 'disposition', 'objection', 'answer', 'position', 'statement', 'dissociation'"

# Each trigger: its name, when it acts, and what it does. A change of who may read goes to the words as well.
FOLLOW_DECISION = "UPDATE catalogue SET status = NEW.status, has_dissent = NEW.has_dissent WHERE decision_id = NEW.id"
TAKE_IN = (
    f"INSERT INTO catalogue ({CARD}) SELECT NEW.id, proposal.visibility, NEW.body_id, NEW.class_code, NEW.outcome, "  # noqa: S608
    "NEW.status, NEW.has_dissent, NEW.closed_at FROM proposal WHERE proposal.id = NEW.proposal_id"
)
OPEN = "UPDATE catalogue SET visibility = NEW.visibility WHERE decision_id = (SELECT id FROM decision WHERE proposal_id = NEW.id)"
WORDS = ("question", "open", "everything")
"""The vectors of PostgreSQL. Each holds, beside its words, who may look for them: their index then leaves out the rest."""
OPENED = "ts_delete({0}, ARRAY['a=vbody', 'a=vnetwork', 'a=vpublic']) || array_to_tsvector(ARRAY['a=v' || NEW.visibility])"
OPEN_WORDS = {
    "sqlite": (
        "UPDATE catalogue_words SET audience = 'v' || NEW.visibility || ' b' || NEW.body_id "
        "WHERE rowid = (SELECT id FROM decision WHERE proposal_id = NEW.id)"
    ),
    "postgresql": (
        f"UPDATE catalogue_words SET {', '.join(f'{column} = {OPENED.format(column)}' for column in WORDS)} "  # noqa: S608
        "WHERE decision_id = (SELECT id FROM decision WHERE proposal_id = NEW.id)"
    ),
}


def upgrade() -> None:
    op.create_table(
        "catalogue",
        sa.Column("decision_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("visibility", sa.String(40), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("class_code", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("has_dissent", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_catalogue")),
        sa.CheckConstraint("visibility IN ('body', 'network', 'public')", name=op.f("ck_catalogue_visibility")),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("ck_catalogue_outcome")),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("ck_catalogue_status")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_catalogue_body_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_catalogue_decision_id")),
    )
    op.create_index(op.f("ix_catalogue_visibility_closed_at"), "catalogue", ["visibility", "closed_at", "decision_id"])
    for column in NARROWED_BY:
        op.create_index(op.f(f"ix_catalogue_visibility_{column}"), "catalogue", ["visibility", column, "closed_at", "decision_id"])
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.CheckConstraint(f"place IN ({PLACES})", name=op.f("ck_passage_place")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_passage_decision_id")),
    )
    op.create_index(op.f("ix_passage_decision_id"), "passage", ["decision_id"])
    op.execute(
        f"INSERT INTO catalogue ({CARD}) SELECT decision.id, proposal.visibility, decision.body_id, decision.class_code, "  # noqa: S608
        "decision.outcome, decision.status, decision.has_dissent, decision.closed_at "
        "FROM decision JOIN proposal ON proposal.id = decision.proposal_id"
    )
    if dialect() == "sqlite":
        op.execute("CREATE VIRTUAL TABLE catalogue_words USING fts5(audience, question, rest, inside, tokenize='unicode61')")
    else:
        op.execute(
            f"CREATE TABLE catalogue_words (decision_id integer NOT NULL, {', '.join(f'{column} tsvector NOT NULL' for column in WORDS)}, "
            "CONSTRAINT pk_catalogue_words PRIMARY KEY (decision_id), "
            "CONSTRAINT fk_catalogue_words_decision_id FOREIGN KEY (decision_id) REFERENCES decision (id))"
        )
        for column in WORDS:
            op.execute(f"CREATE INDEX ix_catalogue_words_{column} ON catalogue_words USING gin ({column})")
    follow("decision", "made", "INSERT", "", TAKE_IN)
    follow("decision", "changed", "UPDATE OF status, has_dissent", "", FOLLOW_DECISION)
    follow(
        "proposal",
        "opened",
        "UPDATE OF visibility",
        "NEW.visibility <> OLD.visibility",
        OPEN,
        OPEN_WORDS[dialect()],
    )


def downgrade() -> None:
    for table, what in (("decision", "made"), ("decision", "changed"), ("proposal", "opened")):
        name = f"catalogue_follows_{table}_{what}"
        if dialect() == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP TABLE catalogue_words")
    op.drop_table("passage")
    op.drop_table("catalogue")


def dialect() -> str:
    return op.get_context().dialect.name


def follow(table: str, what: str, event: str, when: str, *statements: str) -> None:
    """Have ``statements`` done after each such event on a row of ``table``."""
    name = f"catalogue_follows_{table}_{what}"
    condition = f" WHEN ({when})" if when else ""
    body = " ".join(f"{statement};" for statement in statements)
    if dialect() == "sqlite":
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW{condition} BEGIN {body} END")
        return
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$")
    op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW{condition} EXECUTE FUNCTION {name}()")
