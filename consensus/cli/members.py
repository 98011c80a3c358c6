"""``consensus members``: the register of members as a file, out and in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from config import Settings
from consensus.cli.installation import application, says_what_is_wrong
from consensus.cli.network import see_off
from consensus.domain.actor import OPERATOR
from consensus.people.changes import Outlook
from consensus.people.checks import zone_of

if TYPE_CHECKING:
    from consensus.people.register_plan import Plan


@click.group()
def members() -> None:
    """Keep the register of members."""


@members.command("import", short_help="Admit the members in a file, invite their people, and change what it says otherwise.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what the file would do, and what is wrong with it, by line.")
@click.option("--apply", "is_applied", is_flag=True, help="Carry it out although it changes what is in the register.")
@click.option("--zone", default="UTC", show_default=True, help="In which days are meant where a line names no zone.")
@says_what_is_wrong
def import_file(file: Path, *, dry_run: bool, is_applied: bool, zone: str) -> None:
    """Say what FILE would do to the register, and do it: all of it, or nothing.

    FILE holds comma-separated values with the columns name, country, region and kind, and if wished person, email and mandate
    (the code of a body; empty for all), and the others that `consensus members export --everything` writes. A file that only
    adds is taken at once; one that changes what is there is taken with --apply. Members that are not in it stay as they are.
    """
    from consensus.db import db
    from consensus.people.commands import import_members
    from consensus.people.queries.whole import Sheet, plan_of
    from consensus.people.register_keys import Keys
    from consensus.people.register_text import text_of
    from consensus.web.now import now

    settings, read = Settings.from_env(), text_of(file.read_bytes())
    if read.remark:
        click.echo(read.remark)
    with application(settings):
        sheet = Sheet(read.text, Keys.of(settings.secret_key), ZoneInfo(zone_of(zone)))
        plan = plan_of(db.session(), sheet, now())
        problems = read.problems or plan.problems
        for problem in problems:
            click.echo(problem, err=True)
        if problems:
            raise click.ClickException("Nothing was imported.")
        for line in (*of_register(plan), *of_mandates(plan), *beside(plan)):
            click.echo(line)
        counts = f"Members: {len(plan.new_members)}, people: {plan.invited}."
        if dry_run or not plan.acts:
            click.echo(f"Nothing is wrong with it. {counts} Nothing was imported.")
            return
        if not plan.only_adds and not is_applied:
            raise click.ClickException("Nothing was imported: the file changes what is in the register. With --apply it is carried out.")
        # What was read to judge the file must not be what the import is judged by.
        db.session.rollback()
        imported = import_members(db.session(), actor=OPERATOR, sheet=sheet, seen=plan.seal, now=now())
        for letter in imported.letters:
            see_off(settings, letter)
    where = f"lie in {settings.mail_folder}" if settings.smtp is None else "are on their way once the clock runs"
    told = f" The invitations {where}." if imported.letters else ""
    click.echo(f"Imported. Members: {imported.members}, changed: {imported.changed}, people: {len(imported.letters)}.{told}")


def of_register(plan: Plan) -> Iterator[str]:
    """Give what a file would do with members and people, a line each."""
    for member in plan.new_members:
        yield f"Line {member.line}: new: {member.name}, {member.country}, {member.region}, {member.kind.value}, {member.status.value}"
    for change in plan.changed:
        for fact in change.facts:
            yield f"Line {change.line}: {change.before.name}: {fact.name}: {fact.before} -> {fact.after}"
    for person in plan.new_people:
        yield f"Line {person.line}: {'invited' if person.is_invited else 'entered, not invited'}: {person.name}"
    for address in plan.addresses:
        yield f"Line {address.line}: invited at another address: {address.name}: {address.before or 'none'} -> {address.after}"


def of_mandates(plan: Plan) -> Iterator[str]:
    """Give what a file would do with mandates, a line each."""
    for granted in plan.granted:
        days = f"from {granted.first_day or 'now'}, {'no end' if granted.last_day is None else f'until {granted.last_day}'}"
        yield f"Line {granted.line}: mandate: {granted.person_name} for {granted.member_name}, {granted.body_name or 'all bodies'}, {days}"
    for ended in plan.ended:
        end = "ends with its member" if ended.ends_with_member else f"until {ended.before or 'no end'} -> {ended.after or 'now'}"
        yield f"Line {ended.line}: mandate: {ended.person_name} for {ended.member_name}, {ended.body_name or 'all bodies'}: {end}"


def beside(plan: Plan) -> Iterator[str]:
    """Give what would follow, and what would stay as it is, a line each."""
    for body in plan.foretold:
        why = "; ".join(str(sentence) for sentence in body.sentences)
        yield {
            Outlook.BREAKS: f"{body.body} would break rules of its own: {why}",
            Outlook.HOLDS: f"{body.body} would hold its rules again.",
            Outlook.UNTOLD: f"{body.body} also has rules about what people keep to themselves; whether those would hold is not told.",
        }[body.outlook]
    for remark in plan.remarks:
        yield str(remark)
    if plan.absent_members:
        names = "; ".join(member.name for member in plan.absent_members)
        yield f"Not in the file, and nothing happens to them ({len(plan.absent_members)}): {names}"


@members.command("export", short_help="Write the register as CSV: today's members and who speaks for them, or everything.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--everything", is_flag=True, help="Also who is suspended or left, mandates that are over or to come, and their days.")
@click.option("--mark/--no-mark", default=True, show_default=True, help="Begin with the mark by which spreadsheets know UTF-8.")
@click.option("--zone", default="UTC", show_default=True, help="In which the days are written.")
@says_what_is_wrong
def export_file(file: Path, *, everything: bool, mark: bool, zone: str) -> None:
    """Write the active members, and the people whose mandate holds, into FILE, which can be imported elsewhere; no gender is in it."""
    from consensus.db import db
    from consensus.people.queries.sheet import all_register_lines, register_lines
    from consensus.people.register_keys import Keys
    from consensus.people.register_sheet import EVERYTHING, TODAY, as_sheet
    from consensus.web.now import now

    settings = Settings.from_env()
    with application(settings):
        keys = Keys.of(settings.secret_key)
        found = all_register_lines(db.session(), keys, ZoneInfo(zone_of(zone))) if everything else register_lines(db.session(), now(), keys)
    with file.open("x", encoding="utf-8", newline="") as written:
        written.write(as_sheet(found, with_mark=mark, columns=EVERYTHING if everything else TODAY))
    file.chmod(0o600)
    click.echo(f"Written. Lines: {len(found)}.")
