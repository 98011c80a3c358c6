"""What a page says depends on who reads it; what is stored and recorded does not depend on who acts."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from consensus.domain.speech import Speaker, spoken_by
from consensus.ledger.models import LedgerEntry
from consensus.people.models import Person
from consensus.voting.models import Decision
from consensus.web import languages
from tests.pages.scene import Scene
from tests.support.browsing import text_of

ANOTHER = Speaker(
    code="fr",
    gettext=lambda sentence: f"⟦{sentence}⟧",
    ngettext=lambda singular, plural, number: f"⟦{singular if number == 1 else plural}⟧",
    listing=", ".join,
    day=str,
)


def test_who_stands_where_is_said_to_each_reader_in_their_own_language(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    of_english = languages.speaker_of("en")
    monkeypatch.setattr(languages, "speaker_of", lambda code: of_english if code == "en" else ANOTHER)
    address = f"/proposals/{scene.in_consensus()}"
    scene.session.execute(update(Person).where(Person.id == scene.person_id["Rita"]).values(language="fr"))
    scene.session.commit()
    before, other, after = (text_of(scene.browser(who).get(address)) for who in ("Ines", "Rita", "Ines"))
    assert "⟦Who stands where⟧" in other
    assert "⟦The quorum still needs " in other
    for page in (before, after):
        assert "The quorum still needs " in page
        assert "⟦" not in page


def test_the_record_is_in_english_whoever_acts(scene: Scene) -> None:
    with spoken_by(lambda: ANOTHER):
        scene.adopted()
    entries = scene.session.scalars(select(LedgerEntry.entry)).all()
    decision = scene.session.scalars(select(Decision)).one()
    assert any("the quorum needs " in (entry or "") for entry in entries)
    stored = [str(getattr(decision, column.key)) for column in Decision.__table__.columns]
    assert not [each for each in (*entries, *stored) if each and "⟦" in each]
