"""The forms of people: what each may hold, and the words at its fields. Whether it may be done is left to the commands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import EqualTo, InputRequired, Optional

from consensus.domain.speech import LANGUAGES, _
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.checks import LONGEST_NAME, SHORTEST_PASSWORD
from consensus.people.countries import countries_in_words
from consensus.people.queries import Account, BodyName, MemberFilter, MemberRow, NetworkFacts
from consensus.people.register_plan import Wishes
from consensus.web.forms import Form, choices_of
from consensus.web.times import known_zones, start_of
from consensus.web.words import language_word

KIND_NAMES = {
    MemberKind.MOVEMENT: _("Movement"),
    MemberKind.NGO: _("NGO"),
    MemberKind.GRASSROOTS: _("Grassroots group"),
    MemberKind.ACADEMIC: _("Academic centre"),
    MemberKind.INDIVIDUAL: _("Individual"),
}

STATUS_NAMES = {
    MemberStatus.ACTIVE: _("Active"),
    MemberStatus.SUSPENDED: _("Suspended"),
    MemberStatus.LEFT: _("Left the network"),
}

UNDISCLOSED = ""


def _read(sent: bool) -> dict[str, Any]:  # noqa: FBT001 - read as _read(sent)
    """Return what keeps a form from reading a request that was meant for another form of the same page."""
    return {} if sent else {"formdata": None}


def _needed(sentence: str) -> InputRequired:
    return InputRequired(sentence)


class SignInForm(Form):
    email = EmailField(_("E-mail address"), [_needed(_("Write your e-mail address."))])
    password = PasswordField(_("Password"), [_needed(_("Write your password."))])
    next = HiddenField()


class PasswordForm(Form):
    """A new password, twice; ``token`` is that of the link."""

    token = HiddenField()
    password = PasswordField(_("New password, at least {least} characters", least=SHORTEST_PASSWORD), [_needed(_("Choose a password."))])
    again = PasswordField(_("The same once more"), [EqualTo("password", _("The two are not the same. Write both once more."))])

    def choice(self) -> dict[str, str]:
        """What was chosen, and by which link."""
        return {"token": self.token.data, "password": self.password.data}


class InvitationForm(PasswordForm):
    timezone = SelectField(_("Your time zone"), choices=known_zones)

    def choice(self) -> dict[str, str]:
        """What was chosen, and by which link."""
        return {**super().choice(), "timezone": self.timezone.data}


class ForgottenForm(Form):
    email = EmailField(_("E-mail address"), [_needed(_("Write your e-mail address."))])


class ChangePasswordForm(Form):
    current = PasswordField(_("Present password"), [_needed(_("Write your present password."))])
    password = PasswordField(_("New password, at least {least} characters", least=SHORTEST_PASSWORD), [_needed(_("Choose a password."))])
    again = PasswordField(_("The same once more"), [EqualTo("password", _("The two are not the same. Write both once more."))])

    def change(self) -> dict[str, str]:
        """The present password and the new one."""
        return {"current": self.current.data, "password": self.password.data}


class NewAddressForm(Form):
    email = EmailField(_("New e-mail address"), [_needed(_("Write your new e-mail address."))])
    present_password = PasswordField(_("Present password"))

    def wish(self) -> dict[str, str]:
        """The new address and the present password."""
        return {"email": self.email.data, "current": self.present_password.data or ""}


class SettingsForm(Form):
    name = StringField(_("Name"), [_needed(_("Write your name."))], render_kw={"maxlength": LONGEST_NAME})
    timezone = SelectField(_("Time zone"), choices=known_zones)
    language = SelectField(_("Language"))

    @classmethod
    def of(cls, account: Account, network: NetworkFacts, *, sent: bool = False) -> SettingsForm:
        """Return the form with what is in force, or with what was sent."""
        form = cls(**_read(sent), name=account.name, timezone=account.timezone, language=account.language)
        form.language.choices = choices_of({code: language_word(code) for code in dict.fromkeys((*LANGUAGES, *network.languages))})
        return form

    def settings(self) -> dict[str, str]:
        """What the settings shall be."""
        return {"name": self.name.data, "timezone": self.timezone.data, "language": self.language.data}


class GenderForm(Form):
    gender = RadioField(_("Gender"))

    @classmethod
    def of(cls, account: Account, network: NetworkFacts, *, sent: bool = False) -> GenderForm:
        """Return the form with what is declared now, or with what was sent."""
        form = cls(**_read(sent), gender=account.gender or UNDISCLOSED)
        form.gender.choices = choices_of({word.code: word.name for word in network.genders} | {UNDISCLOSED: _("I keep it undisclosed")})
        return form

    @property
    def chosen(self) -> str | None:
        """The code that was chosen; None for undisclosed."""
        return self.gender.data or None


class MemberForm(Form):
    name = StringField(_("Name"), [_needed(_("Write the member's name."))], render_kw={"maxlength": LONGEST_NAME})
    country = SelectField(_("Country"), [_needed(_("Choose a country."))])
    region = SelectField(_("Region"), [_needed(_("Choose a region."))])
    kind = RadioField(_("Kind"), [_needed(_("Choose a kind."))], choices=choices_of(KIND_NAMES))
    status = RadioField(_("Status"), choices=choices_of(STATUS_NAMES), default=MemberStatus.ACTIVE.value)

    @classmethod
    def of(cls, network: NetworkFacts, member: MemberRow | None = None) -> MemberForm:
        """Return the form, with what the register says of ``member``."""
        form = cls(obj=member)
        form.country.choices = choices_of(countries_in_words(), first=_("Choose"))
        form.region.choices = choices_of(network.region_names, first=_("Choose"))
        return form

    def facts(self) -> dict[str, Any]:
        """What the form says, but for the status."""
        return {
            "name": self.name.data,
            "country": self.country.data,
            "region": self.region.data,
            "kind": MemberKind(self.kind.data),
        }


class MemberFilterForm(Form):
    """A search: a plain GET, without a token."""

    class Meta:
        csrf = False

    q = SearchField(_("Name"))
    region = SelectField(_("Region"), validate_choice=False)
    kind = SelectField(_("Kind"), choices=choices_of(KIND_NAMES, first=_("Any")), validate_choice=False)
    status = SelectField(_("Status"), choices=choices_of(STATUS_NAMES, first=_("Any")), validate_choice=False)

    @classmethod
    def of(cls, network: NetworkFacts, arguments: Any) -> MemberFilterForm:
        """Return the form with what the address asks for."""
        form = cls(arguments)
        form.region.choices = choices_of(network.region_names, first=_("Any"))
        return form

    @property
    def wanted(self) -> MemberFilter:
        """What is searched for; what makes no sense leaves nothing out."""
        return MemberFilter(
            words=(self.q.data or "").strip(),
            region=self.region.data or "",
            kind=next((kind for kind in MemberKind if kind.value == self.kind.data), None),
            status=next((status for status in MemberStatus if status.value == self.status.data), None),
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What the links to other pages of the list repeat."""
        return {name: self[name].data for name in ("q", "region", "kind", "status") if self[name].data}


class InviteForm(Form):
    name = StringField(_("Name"), [_needed(_("Write the person's name."))], render_kw={"maxlength": LONGEST_NAME})
    email = EmailField(_("E-mail address"), [_needed(_("Write the person's e-mail address."))])
    language = SelectField(_("Language"), choices=lambda: choices_of({code: language_word(code) for code in LANGUAGES}), default="en")


class AddressForm(Form):
    email = EmailField(_("E-mail address"), [_needed(_("Write the person's e-mail address."))])


class MandateForm(Form):
    person = StringField(_("Person"), [_needed(_("Write a name or an e-mail address."))])
    member = StringField(_("Member"), [_needed(_("Write the member's name."))])
    body = SelectField(_("Body"))
    starts_on = DateField(_("First day"), [Optional()])
    ends_on = DateField(_("Last day"), [Optional()])

    @classmethod
    def of(cls, bodies: list[BodyName], *, person: str = "", member: str = "") -> MandateForm:
        """Return the form for a new mandate."""
        form = cls(person=person, member=member)
        form.body.choices = choices_of({str(body.body_id): body.name for body in bodies}, first=_("All bodies"))
        return form

    def terms(self) -> dict[str, Any]:
        """Body, first instant and first instant too late, in the zone of the one who fills in the form."""
        return {
            "body_id": int(self.body.data) if self.body.data else None,
            "starts_at": None if self.starts_on.data is None else start_of(self.starts_on.data),
            "ends_at": end_of(self.ends_on.data),
        }


class AuditorForm(Form):
    person = StringField(_("Person"), [_needed(_("Write a name or an e-mail address."))])
    reason = TextAreaField(_("Why, or who chose them"), [_needed(_("Say why, or who chose them."))], render_kw={"rows": 3})
    ends_on = DateField(_("Last day"), [_needed(_("Choose the last day."))])


class EndMandateForm(Form):
    ends_on = DateField(_("Last day"), [Optional()])


def end_of(day: date | None) -> datetime | None:
    """Return the first instant after a day, in the reader's zone; None for None."""
    return None if day is None else start_of(day if day == date.max else day + timedelta(days=1))


class ImportForm(Form):
    file = FileField(_("A file of comma-separated values"))
    content = TextAreaField(_("Or its text"), render_kw={"rows": 14, "dir": "auto", "spellcheck": "false"})
    leaving = SelectMultipleField(coerce=int, validate_choice=False)
    """Members that leave, although the file does not have them."""
    ending = SelectMultipleField(coerce=int, validate_choice=False)
    """Mandates that end, although the file does not have them."""
    seen = HiddenField()
    """What was looked at: see ``note``."""
    import_it = BooleanField()
    """The button that was pressed: to look, or to carry out what was looked at."""

    @property
    def wishes(self) -> Wishes:
        """What was ticked."""
        return Wishes(frozenset(self.leaving.data or ()), frozenset(self.ending.data or ()))

    @property
    def asked(self) -> str:
        """What is the same while neither the text nor what is ticked is changed; browsers write the ends of lines as they like."""
        said = (" ".join((self.content.data or "").split()), sorted(self.wishes.leaving), sorted(self.wishes.ending))
        return sha256(repr(said).encode("utf-8", "replace")).hexdigest()

    @property
    def was_seen(self) -> bool:
        """Whether the page showed what would be done with what is asked for now."""
        return (self.seen.data or "").partition(":")[0] == self.asked

    @property
    def seal(self) -> str:
        """The seal of the plan that the page showed."""
        return (self.seen.data or "").partition(":")[2]

    def note(self, seal: str) -> None:
        """Keep in the page what it shows: the plan with this seal, of what is asked for."""
        self.seen.data = f"{self.asked}:{seal}"
