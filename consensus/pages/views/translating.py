"""Translating a text, side by side with the one that counts. Nothing typed is lost: a refusal shows it again."""

from __future__ import annotations

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.wording import changed_words
from consensus.pages.attempt import Outdated, attempt
from consensus.pages.autosaved import Kept, is_place
from consensus.pages.doing import seen_version
from consensus.pages.proposal_parts import ProposalPage
from consensus.pages.reading import demand_reading
from consensus.pages.translations import LanguageLine, further_languages, translating
from consensus.pages.views.autosaving import forget, formdata_of, here, keep, kept_here
from consensus.pages.views.blueprint import blueprint, page_for
from consensus.proposals.commands import translate
from consensus.proposals.forms import TranslateForm
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor
from consensus.web.words import language_word

blueprint.add_app_template_global(further_languages)


@blueprint.route("/proposals/<int:proposal_id>/translate", methods=["GET", "POST"])
def translate_text(proposal_id: int) -> Response:
    """Choose a language, or write the text in the one that the address names."""
    session, actor, instant = db.session(), demand_actor(), now()
    demand_reading(session, proposal_id, actor, instant)
    language = request.args.get("language", "")
    kept = kept_here(actor)
    form, outcome = TranslateForm(**formdata_of(kept)), None
    if request.method == "POST":
        outcome = attempt(
            form,
            lambda: translate(
                session,
                actor=actor,
                proposal_id=proposal_id,
                language=language,
                question=form.question.data,
                text=form["text"].data,
                version=seen_version(form),
                seen=form.seen.data or "",
                now=instant,
            ),
        )
        if outcome is None:
            forget(actor, here())
            address = url_for("pages.proposal", proposal_id=proposal_id, language=language)
            return done(address, message=_("The text in {language} is saved.", language=language_word(language)))
    page = page_for(proposal_id, actor)
    lines = further_languages(page)
    line = next((each for each in lines if each.language == language), None)
    if line is None:
        if language:
            raise NotFoundError(_("The body does not work in this language."))
        return render("proposals/languages.html", proposal=page, lines=lines)
    if request.method == "POST" and is_place(here()):
        keep(actor, here())
    return _page(page, line, form, kept, outcome.sentence if isinstance(outcome, Outdated) else "")


def _page(page: ProposalPage, line: LanguageLine, form: TranslateForm, kept: Kept | None, moved_on: str) -> Response:
    present, text = translating(db.session(), page, line.language), line.text
    theirs = text if moved_on and text is not None and form.seen.data != text.sha256 else None
    if request.method == "GET" and text is not None and kept is None:
        form.question.data, form["text"].data = text.question, text.text
    if (request.method == "GET" and kept is None) or moved_on:
        form.version.data, form.seen.data = str(page.version.number), "" if text is None else text.sha256
    return render(
        "proposals/translate.html",
        status=409 if moved_on else form.answer_status,
        proposal=page,
        line=line,
        present=present,
        form=form,
        moved_on=moved_on,
        kept=kept,
        place=here() if is_place(here()) else "",
        theirs=theirs,
        theirs_in_pieces=() if theirs is None else changed_words(theirs.text, form["text"].data or ""),
    )
