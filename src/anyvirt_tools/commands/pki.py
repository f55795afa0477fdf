"""pki: certificates for tests and small sites."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from anyvirt import pki as certificates
from anyvirt.pki import Folder, Role
from anyvirt_tools.command import command, flag, positional
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import Session, doing

F = TypeVar("F", bound=Callable[..., Any])


@click.group("pki")
def pki() -> None:
    """Make and check certificates for TLS.

    They go where libvirt's programs look for them: below /etc/pki for root, into ~/.pki/libvirt for others, or with
    --pkipath all into one folder, from which they can be copied to another machine.

    \b
    anyvirt pki ca "My site"
    anyvirt pki server host1.example 192.0.2.1
    anyvirt pki client fred --pkipath ./for-fred --ca /etc/pki
    anyvirt pki check
    """


def _folder(path: str | None) -> Folder:
    """The places in *path*, which may be a folder with everything in it or one with folders like /etc/pki."""
    if path is not None:
        return Folder.system(Path(path)) if (Path(path) / "CA").is_dir() else Folder.flat(Path(path))
    return Folder.system() if os.geteuid() == 0 else Folder.flat(certificates.user_folder())


def _makes(function: F) -> F:
    """The options of all that make certificates."""
    for option in (
        click.option("--force", is_flag=True, help="Replace what is there."),
        click.option("--key-type", type=click.Choice(["rsa", "ec"]), default="rsa", help="RSA of 3072 bits, or P-256."),
        click.option("--country", metavar="XX", help="Of the subject: two letters."),
        click.option("--organization", metavar="NAME", help="Of the subject."),
        click.option("--pkipath", metavar="FOLDER", help="Put all files into this folder."),
    ):
        function = option(function)
    return function


def _signs(function: F) -> F:
    """The options of all that need the authority."""
    help = "Where the authority is: its certificate cacert.pem and its key. Default: where the files go."
    return click.option("--ca", metavar="FOLDER", help=help)(function)


def _authority(ca: str | None, pkipath: str | None) -> Folder:
    """The authority's folder: as given, else where the files go, else the default."""
    if ca is not None:
        return _folder(ca)
    own = _folder(pkipath)
    return own if own.ca_key.exists() else _folder(None)


def _key_type(name: str) -> certificates.KeyType:
    return certificates.KeyType(name)


def _made(session: Session, what: str, paths: Sequence[Path], **more: Any) -> None:
    lines = [f"{what} made", *(f"  {path}" for path in paths)]
    session.output.message("\n".join(lines), files=[str(path) for path in paths], **more)


@command("ca")
@positional("name", "Of the authority, as people will read it.", required=False, default="anyvirt")
@click.option("--days", type=int, default=3650, help="How long it is valid: 3650 unless given.")
@_makes
def ca(
    session: Session,
    name: str,
    days: int,
    pkipath: str | None,
    organization: str | None,
    country: str | None,
    key_type: str,
    force: bool,
) -> None:
    """Make an authority: the key that signs all other certificates, and its certificate, which every machine needs.

    The key stays here. Who has it can let anybody in.
    """
    subject = certificates.Subject(name, organization, country)
    with doing("failed to make the authority"):
        paths = certificates.create_ca(_folder(pkipath), subject, days=days, key_type=_key_type(key_type), force=force)
    _made(session, f"Authority '{name}'", paths)
    session.output.note(f"\nCopy {paths[1]}, not the key, to every machine that connects or is connected to.")


@command("server")
@positional("name", "Each host name and address by which clients reach the server.", multiple=True)
@click.option("--days", type=int, default=825, help="How long it is valid: 825 unless given.")
@_makes
@_signs
def server(
    session: Session,
    name: tuple[str, ...],
    days: int,
    pkipath: str | None,
    ca: str | None,
    organization: str | None,
    country: str | None,
    key_type: str,
    force: bool,
) -> None:
    """Make a server's key and certificate."""
    subject = certificates.Subject(name[0], organization, country) if organization or country else None
    target = _folder(pkipath)
    authority = _authority(ca, pkipath)
    with doing("failed to make the server's certificate"):
        paths = certificates.create_server(
            target, name, ca=authority, subject=subject, days=days, key_type=_key_type(key_type), force=force
        )
    _made(session, f"Server's certificate for {', '.join(name)}", paths)


@command("client")
@positional("name", "Whom it is for.")
@click.option("--days", type=int, default=825, help="How long it is valid: 825 unless given.")
@_makes
@_signs
def client(
    session: Session,
    name: str,
    days: int,
    pkipath: str | None,
    ca: str | None,
    organization: str | None,
    country: str | None,
    key_type: str,
    force: bool,
) -> None:
    """Make a client's key and certificate, and say how a daemon's configuration names it."""
    subject = certificates.Subject(name, organization, country)
    target = _folder(pkipath)
    authority = _authority(ca, pkipath)
    with doing("failed to make the client's certificate"):
        paths = certificates.create_client(
            target, subject, ca=authority, days=days, key_type=_key_type(key_type), force=force
        )
    _made(session, f"Client's certificate for {name}", paths, dn=str(subject))
    session.output.note(f'\nTo let only certain clients in: tls_allowed_dn_list = ["{subject}"]')


@command("revoke")
@positional("file", "The certificate.")
@click.option("--pkipath", metavar="FOLDER", help="Where the authority is, and its list.")
def revoke(session: Session, file: str, pkipath: str | None) -> None:
    """Put a certificate on the authority's list of revoked ones, which servers read when they start."""
    with doing(f"failed to revoke {file}"):
        paths = certificates.revoke(_folder(pkipath), Path(file))
    _made(session, "List of revoked certificates", paths)
    session.output.note("\nCopy it to every server; it is good for a year, and is made anew by each `pki revoke`.")


@command("check")
@positional("role", "server or client; both unless given, as far as there are files.", required=False)
@click.option("--pkipath", metavar="FOLDER", help="Look in this folder alone.")
@click.option("--host", metavar="NAME", help="A name or address by which clients reach the server.")
@flag("user", "Look for the user's own files, though we are root.")
def check(session: Session, role: str | None, pkipath: str | None, host: str | None, user: bool) -> None:
    """Say what is wrong with the certificates on this machine: missing, expired, mismatched, not trusted.

    The exit code is 1 if a connection would fail for it.
    """
    try:
        roles = [Role(role)] if role is not None else _present(pkipath, user)
    except ValueError as exc:
        raise click.BadParameter(f"'{role}' is neither server nor client", param_hint="'ROLE'") from exc
    rows = []
    for each in roles:
        files = certificates.locate(each, pkipath, user=user or None)
        with doing("failed to check the certificates"):
            found = certificates.check(files, each, host=host if each is Role.SERVER else None)
        rows += [
            {
                "role": each.value,
                "problem": finding.problem.value,
                "path": str(finding.path),
                "text": finding.text,
                "hint": finding.hint,
                "fatal": finding.fatal,
            }
            for finding in found
        ]
        if not found:
            shown = ", ".join(str(path) for path in files if path is not None)
            session.output.line(f"{each.value}: good ({shown})")
    lines = []
    for row in rows:
        lines.append(f"{row['role']}: {'error' if row['fatal'] else 'warning'}: {row['text']}")
        if row["hint"]:
            lines.append(f"  Hint: {row['hint']}")
    session.output.show(rows, "\n".join(lines)) if rows or session.output.as_json else None
    if any(row["fatal"] for row in rows):
        raise Failure("certificates are not good")


def _present(pkipath: str | None, user: bool) -> list[Role]:
    """The roles of which there are files; a client if there are none, because any machine can be one."""
    found = []
    for each in Role:
        files = certificates.locate(each, pkipath, user=user or None)
        if any(path is not None and path.exists() for path in (files.certificate, files.key)):
            found.append(each)
    return found or [Role.CLIENT]


for each in (ca, server, client, revoke, check):
    pki.add_command(each)
