"""edit, desc, metadata."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

import anyvirt
from anyvirt_tools.command import command, domain_argument, exclusive, flag, impact, impact_options, positional
from anyvirt_tools.editor import edit
from anyvirt_tools.failure import Failure, describe, report
from anyvirt_tools.session import By, Session, doing

if TYPE_CHECKING:
    from anyvirt import virDomain

_EDITED_FLAGS = anyvirt.VIR_DOMAIN_XML_SECURE | anyvirt.VIR_DOMAIN_XML_INACTIVE
_ANSWERS = """y - yes, start editor again
n - no, throw away my changes
i - turn off validation and try to redefine again
f - force, try to redefine again
? - print this help"""


@command("edit")
@domain_argument
@flag("skip-validate", "Do not check the document against its schema.")
def edit_domain(session: Session, domain: str, skip_validate: bool) -> None:
    """Change a definition in your editor. That is $VISUAL, else $EDITOR, else vi."""
    found = session.domain(domain)
    name, uuid = found.name(), found.UUIDString()
    original = found.XMLDesc(_EDITED_FLAGS)
    flags = 0 if skip_validate else anyvirt.VIR_DOMAIN_DEFINE_VALIDATE
    session.close()  # others need not wait for the end of somebody's typing
    changed, again = original, True
    while True:
        if again:
            changed = edit(changed, suffix=".xml")
            if changed == original:
                session.output.message(f"Domain '{name}' XML configuration not changed.")
                return
        try:
            defined = _redefine(session, uuid, original, changed, flags)
        except Failure as exc:
            report(describe(exc), as_json=session.output.as_json)
            answer = _ask()
        else:
            session.acted(f"Domain '{defined.name()}' XML configuration edited.", defined)
            return
        if answer == "n":
            click.get_current_context().exit(1)
        again = answer == "y"
        if answer == "i":
            flags = 0
        elif answer == "f":
            original = session.domain(uuid, By.UUID).XMLDesc(_EDITED_FLAGS)
        session.close()


def _redefine(session: Session, uuid: str, original: str, changed: str, flags: int) -> virDomain:
    if session.domain(uuid, By.UUID).XMLDesc(_EDITED_FLAGS) != original:
        raise Failure("the XML configuration was changed by another user")
    with doing("Failed to define the domain"):
        return session.connection.defineXMLFlags(changed, flags)


def _ask() -> str:
    """What to do with a document that was refused. Where nobody can answer: give up."""
    if not sys.stdin.isatty():
        return "n"
    while True:
        answer = click.prompt("Failed. Try again? [y,n,i,f,?]", prompt_suffix=": ", default="y", show_default=False)
        if answer[:1] in ("y", "n", "i", "f"):
            return str(answer[0])
        click.echo(_ANSWERS)


@command("desc")
@domain_argument
@impact_options
@flag("title", "The title instead of the description.")
@flag("edit", "Change it in your editor.")
@positional("new-desc", "The new text. Without it the text is printed.", required=False, multiple=True)
def desc(
    session: Session,
    domain: str,
    config: bool,
    live: bool,
    current: bool,
    title: bool,
    new_desc: tuple[str, ...],
    **options: bool,
) -> None:
    """Print or set the description of a domain, or its title."""
    flags = impact(config=config, live=live, current=current)
    found = session.domain(domain)
    kind = anyvirt.VIR_DOMAIN_METADATA_TITLE if title else anyvirt.VIR_DOMAIN_METADATA_DESCRIPTION
    word = "title" if title else "description"
    text = " ".join(new_desc) if new_desc else None
    if options["edit"] and text is None:
        before = _metadata(found, kind, None, flags) or ""
        text = edit(before, suffix=".txt").rstrip("\n")
        if text == before:
            session.output.message(f"Domain {word} not changed")
            return
    if text is not None:
        with doing(f"Failed to set new domain {word}"):
            found.setMetadata(kind, text, None, None, flags)
        session.acted(f"Domain {word} updated successfully", found)
        return
    present = _metadata(found, kind, None, flags)
    session.output.show({word: present}, present or f"No {word} for domain: {found.name()}")


@command("metadata")
@domain_argument
@positional("uri", "The namespace of the metadata.")
@impact_options
@flag("edit", "Change it in your editor.")
@click.option("--key", help="With --set or --edit: the prefix of the namespace.")
@click.option("--set", "value", metavar="XML", help="The new element.")
@flag("remove", "Remove it.")
def metadata(
    session: Session,
    domain: str,
    uri: str,
    config: bool,
    live: bool,
    current: bool,
    key: str | None,
    value: str | None,
    remove: bool,
    **options: bool,
) -> None:
    """Print, set or remove a program's notes on a domain. They stand in its document."""
    exclusive(edit=options["edit"], set=value)
    exclusive(remove=remove, set=value)
    exclusive(remove=remove, edit=options["edit"])
    if (value or options["edit"]) and not key:
        raise click.UsageError("namespace key is required when modifying metadata")
    flags = impact(config=config, live=live, current=current)
    found = session.domain(domain)
    kind = anyvirt.VIR_DOMAIN_METADATA_ELEMENT
    if options["edit"]:
        before = _metadata(found, kind, uri, flags) or ""
        value = edit(before, suffix=".xml")
        if value == before:
            session.output.message("Metadata not changed")
            return
    if value or remove:
        found.setMetadata(kind, None if remove else value, key, uri, flags)
        session.acted("Metadata removed" if remove else "Metadata modified", found)
        return
    xml = found.metadata(kind, uri, flags)
    session.output.show({"metadata": xml}, xml)


def _metadata(domain: virDomain, kind: int, uri: str | None, flags: int) -> str | None:
    """A text of the domain; None when it has none."""
    try:
        return domain.metadata(kind, uri, flags)
    except anyvirt.libvirtError as exc:
        if exc.get_error_code() == anyvirt.VIR_ERR_NO_DOMAIN_METADATA:
            return None
        raise
