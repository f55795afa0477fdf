"""define, create, undefine, dumpxml, domrename."""

from __future__ import annotations

import anyvirt
from anyvirt_tools.command import command, domain_argument, flag, positional
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import By, Session, doing


@command("define")
@positional("file", 'The domain\'s XML document, or "-".')
@flag("validate", "Check the document against its schema.")
def define(session: Session, file: str, validate: bool) -> None:
    """Define a domain, or change a definition. It is not started."""
    xml = session.read_document(file)
    with doing(f"Failed to define domain from {file}"):
        domain = session.connection.defineXMLFlags(xml, anyvirt.VIR_DOMAIN_DEFINE_VALIDATE if validate else 0)
    session.acted(f"Domain '{domain.name()}' defined from {file}", domain)


@command("create")
@positional("file", 'The domain\'s XML document, or "-".')
@flag("console", "Connect to the console of the new domain.")
@flag("paused", "Leave the domain paused.")
@flag("autodestroy", "Destroy the domain when this program ends.")
@flag("validate", "Check the document against its schema.")
@flag("reset-nvram", "Begin with fresh firmware settings.")
def create(session: Session, file: str, console: bool, **options: bool) -> None:
    """Start a domain from its document. It is gone when it stops, unless it is defined as well."""
    flags = _flags(
        options,
        paused=anyvirt.VIR_DOMAIN_START_PAUSED,
        autodestroy=anyvirt.VIR_DOMAIN_START_AUTODESTROY,
        validate=anyvirt.VIR_DOMAIN_START_VALIDATE,
        reset_nvram=anyvirt.VIR_DOMAIN_START_RESET_NVRAM,
    )
    xml = session.read_document(file)
    with doing(f"Failed to create domain from {file}"):
        domain = session.connection.createXML(xml, flags)
    session.acted(f"Domain '{domain.name()}' created from {file}", domain)
    if console:
        from anyvirt_tools.console import attach

        attach(session, domain)


@command("undefine")
@domain_argument
@flag("managed-save", "Remove a managed save too.")
@flag("snapshots-metadata", "Remove what is known of its snapshots too.")
@flag("checkpoints-metadata", "Remove what is known of its checkpoints too.")
@flag("nvram", "Remove the file of its firmware settings too.")
@flag("keep-nvram", "Keep the file of its firmware settings.")
@flag("tpm", "Remove the state of its TPM too.")
@flag("keep-tpm", "Keep the state of its TPM.")
def undefine(session: Session, domain: str, **options: bool) -> None:
    """Remove the definition of a domain. One that runs goes on until it stops."""
    found = session.domain(domain)
    flags = _flags(
        options,
        managed_save=anyvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE,
        snapshots_metadata=anyvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA,
        checkpoints_metadata=anyvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA,
        nvram=anyvirt.VIR_DOMAIN_UNDEFINE_NVRAM,
        keep_nvram=anyvirt.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM,
        tpm=anyvirt.VIR_DOMAIN_UNDEFINE_TPM,
        keep_tpm=anyvirt.VIR_DOMAIN_UNDEFINE_KEEP_TPM,
    )
    with doing(f"Failed to undefine domain '{found.name()}'"):
        found.undefineFlags(flags)
    session.acted(f"Domain '{found.name()}' has been undefined", found)


@command("dumpxml")
@domain_argument
@flag("inactive", "As it will be at its next start.")
@flag("security-info", "With passwords.")
@flag("update-cpu", "With the CPU as this host gives it.")
@flag("migratable", "As another host can take it.")
@positional("xpath", "Print the elements alone that this path leads to, as in './/disk/target'.", required=False)
@flag("wrap", "With --xpath: put a root element around them.")
def dumpxml(session: Session, domain: str, xpath: str | None, wrap: bool, **options: bool) -> None:
    """Print the XML document of a domain."""
    flags = _flags(
        options,
        inactive=anyvirt.VIR_DOMAIN_XML_INACTIVE,
        security_info=anyvirt.VIR_DOMAIN_XML_SECURE,
        update_cpu=anyvirt.VIR_DOMAIN_XML_UPDATE_CPU,
        migratable=anyvirt.VIR_DOMAIN_XML_MIGRATABLE,
    )
    xml = session.domain(domain).XMLDesc(flags)
    if xpath is not None:
        xml = _select(xml, xpath, wrap=wrap)
    session.output.show({"xml": xml}, xml.removesuffix("\n"))


@command("domrename")
@domain_argument
@positional("new-name", "The new name.")
def domrename(session: Session, domain: str, new_name: str) -> None:
    """Rename a domain that does not run."""
    found = session.domain(domain, By.NAME | By.UUID)
    found.rename(new_name)
    session.acted("Domain successfully renamed", session.domain(new_name, By.NAME))


def _flags(options: dict[str, bool], **values: int) -> int:
    flags = 0
    for name, value in values.items():
        if options[name]:
            flags |= value
    return flags


def _select(xml: str, path: str, *, wrap: bool) -> str:
    """The elements of *xml* at *path*, in the part of XPath that Python's ElementTree knows."""
    from xml.etree import ElementTree

    document = ElementTree.Element("document")
    document.append(ElementTree.fromstring(xml))  # so that //name and /domain/name lead somewhere
    try:
        found = document.findall("." + path if path.startswith("/") else f".//{path.removeprefix('.//')}")
    except (SyntaxError, KeyError) as exc:
        raise Failure(f"cannot follow the path '{path}': {exc}") from exc
    if wrap:
        root = ElementTree.Element("nodes")
        root.extend(found)
        ElementTree.indent(root)
        found = [root]
    for element in found:
        element.tail = None
    return "\n".join(ElementTree.tostring(element, encoding="unicode") for element in found)
