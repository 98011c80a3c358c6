"""Settings of a class, drawn by hypothesis: everything that a ruleset may say."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

DAYS = st.one_of(st.integers(0, 400), st.sampled_from(["1/2", "3/2", "1/24", 0.25, Fraction(1, 8)]))
SOME_DAYS = st.one_of(st.integers(1, 400), st.just("1/2"))
COUNTS = st.integers(0, 9)
THRESHOLDS = st.one_of(COUNTS, st.sampled_from(["0/1", "1/4", "1/3", "1/2", "2/3", "1/1"]))
WHERE = st.sampled_from([{"kind": "movement"}, {"kind": ["movement", "ngo"]}, {"not": {"region": "AFR"}}, {"region": "LAC", "kind": "ngo"}])
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "electorate": st.sampled_from(["all", "organisations"]),
        "comment_days": DAYS,
        "objection_days": DAYS,
        "consensus_days": DAYS,
        "resolution_days": DAYS,
        "fallback_days": DAYS,
        "overrule": st.booleans(),
        "silence": st.sampled_from(["none", "consent"]),
        "block_seconds": COUNTS,
        "max_returns": COUNTS,
        "extension_days": DAYS,
        "statement_days": DAYS,
        "idle_days": SOME_DAYS,
        "quorum": st.fixed_dictionaries(
            {},
            optional={
                "share": THRESHOLDS,
                "breadth": st.one_of(
                    st.none(),
                    st.fixed_dictionaries(
                        {}, optional={"attribute": st.sampled_from(["region", "kind"]), "min_groups": COUNTS, "min_each": st.integers(1, 3)}
                    ),
                ),
                "include": st.lists(st.fixed_dictionaries({"where": WHERE, "min": COUNTS}), max_size=2),
            },
        ),
        "support_floor": THRESHOLDS,
        "stand_aside_ceiling": st.one_of(
            st.none(),
            st.fixed_dictionaries(
                {},
                optional={
                    "overall": st.one_of(st.none(), THRESHOLDS),
                    "within": st.dictionaries(st.sampled_from(["region", "kind"]), THRESHOLDS),
                    "within_from": COUNTS,
                },
            ),
        ),
        "fallback": st.one_of(
            st.none(), st.fixed_dictionaries({"share": THRESHOLDS}, optional={"strict": st.booleans(), "regions_for": COUNTS})
        ),
        "provisional_days": st.one_of(st.none(), SOME_DAYS),
    },
)
