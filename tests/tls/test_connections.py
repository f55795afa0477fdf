"""Both ends of TLS connections, over a pair of sockets, with good certificates and bad ones."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anyvirt.error import AuthFailed, GnutlsError, InvalidArg
from anyvirt.pki import Files, Folder, KeyType, Role, Subject, create_ca, create_client, create_server, locate, revoke
from anyvirt.tls import (
    ACCEPTED,
    Context,
    check_client,
    check_verdict,
    client_context,
    explain,
    server_context,
)
from anyvirt.util.wildcards import matches
from tests.certificates import CLIENT, certificates

WAIT_S = 30


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return certificates(tmp_path)


def files(of: Folder, role: Role) -> Files:
    return locate(role, of.certificates)


class Met:
    """How a connection went at both ends."""

    def __init__(self, client: Context, server: Context, host: str, allowed: list[str] | None) -> None:
        self.error: Exception | None = None  # the client's
        self.server_error: Exception | None = None
        self.name: str | None = None
        self.version: str | None = None
        one, other = socket.socketpair()
        one.settimeout(WAIT_S)
        other.settimeout(WAIT_S)
        with ThreadPoolExecutor(1) as pool, one, other:
            serving = pool.submit(self._serve, other, server, allowed)
            try:
                with client.wrap_socket(one, server_hostname=host) as connected:
                    client.after_handshake(connected)
                    self.version = connected.version()
                    check_verdict(connected.recv(1))
            except OSError as exc:
                self.error = explain(exc, client, host)
            except (AuthFailed, GnutlsError) as exc:
                self.error = exc
            finally:
                one.close()
            serving.result()

    def _serve(self, plain: socket.socket, context: Context, allowed: list[str] | None) -> None:
        try:
            with context.wrap_socket(plain, server_side=True) as connected:
                context.after_handshake(connected)
                self.name = check_client(connected, allowed)
                connected.sendall(ACCEPTED)
        except OSError as exc:
            self.server_error = explain(exc, context)
        except AuthFailed as exc:
            self.server_error = exc


def meet(
    folder: Folder,
    *,
    client: Context | None = None,
    server: Context | None = None,
    host: str = "localhost",
    allowed: list[str] | None = None,
) -> Met:
    return Met(
        client or client_context(files(folder, Role.CLIENT)),
        server or server_context(files(folder, Role.SERVER)),
        host,
        allowed,
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "HOST.example"])
def test_good_certificates_connect(folder: Folder, host: str) -> None:
    """By any name in the server's; the server learns the client's."""
    met = meet(folder, host=host)
    assert (met.error, met.server_error, met.name, met.version) == (None, None, CLIENT, "TLSv1.3")


@pytest.mark.parametrize("priority", ["NORMAL:-VERS-TLS1.3", "SECURE256", "PFS", "SECURE256:-VERS-TLS1.3"])
def test_priorities_are_obeyed(folder: Folder, priority: str) -> None:
    """At either end."""
    expected = "TLSv1.2" if "-VERS-TLS1.3" in priority else "TLSv1.3"
    for met in (
        meet(folder, client=client_context(files(folder, Role.CLIENT), priority=priority)),
        meet(folder, server=server_context(files(folder, Role.SERVER), priority=priority)),
    ):
        assert (met.error, met.server_error, met.version) == (None, None, expected)


def test_a_cipher_that_is_too_weak_is_noticed(folder: Folder) -> None:
    """Where the other end has only such."""
    server = server_context(files(folder, Role.SERVER), priority="NORMAL:-VERS-TLS1.3")
    server.set_ciphers("ECDHE+AES128")
    client = client_context(files(folder, Role.CLIENT))
    client.least_bits = 192
    met = meet(folder, client=client, server=server)
    assert "of 128 bits, where the TLS priority asks for 192" in str(met.error)


def test_no_version_in_common(folder: Folder) -> None:
    """Is said by both."""
    client = client_context(files(folder, Role.CLIENT), priority="NORMAL:-VERS-TLS1.3")
    server = server_context(files(folder, Role.SERVER), priority="NORMAL:-VERS-TLS1.2")
    met = meet(folder, client=client, server=server)
    assert "it knows none of the versions of TLS that are allowed here" in str(met.error)
    assert "it knows none of the versions of TLS that are allowed here" in str(met.server_error)


@pytest.mark.parametrize(
    ("allowed", "welcome"),
    [
        ([CLIENT], True),
        (["C=GB,O=*"], True),
        (["C=GB,O=Example,CN=f?ed"], True),
        (["CN=fred"], False),
        ([], False),
        (["C=GB,O=Example,CN=[f]red"], False),
    ],
)
def test_only_names_that_are_allowed_are_accepted(folder: Folder, allowed: list[str], welcome: bool) -> None:
    """The client learns that it is not, the server's log who it was."""
    met = meet(folder, allowed=allowed)
    if welcome:
        assert met.error is None
    else:
        assert "the server did not accept our certificate or address" in str(met.error)
        assert f"the client's certificate is for '{CLIENT}', which is not allowed" in str(met.server_error)


def test_a_client_of_another_authority_is_refused(folder: Folder, tmp_path: Path) -> None:
    """And is told so, after its own handshake as TLS 1.3 has it."""
    other = certificates(tmp_path / "other")
    create_ca(other, Subject("Another"), key_type=KeyType.EC, force=True)
    create_client(other, Subject("eve"), ca=other, key_type=KeyType.EC, force=True)
    strange = Files(folder.ca, None, other.certificate(Role.CLIENT), other.key(Role.CLIENT))
    met = meet(folder, client=client_context(strange))
    assert (
        f"clientcert.pem is not signed by the authority in {folder.ca} (CN=Test authority), but by CN=Another"
        in str(met.error)
    )
    assert "the certificate of the client is refused: it is signed by an authority that is not trusted here" in str(
        met.server_error
    )


def test_a_client_without_a_certificate(folder: Folder) -> None:
    """Reaches only servers that ask for none; where names are asked for, it has none."""
    bare = client_context(files(folder, Role.CLIENT)._replace(certificate=None, key=None))
    refused = meet(folder, client=bare)
    assert "it wants a certificate, and we have none" in str(refused.error)
    assert "it has shown no certificate" in str(refused.server_error)
    lenient = server_context(files(folder, Role.SERVER), verify=False)
    accepted = meet(folder, client=bare, server=lenient)
    assert (accepted.error, accepted.name) == (None, None)
    nameless = meet(folder, client=bare, server=lenient, allowed=["*"])
    assert "has no verified certificate, and only certain names may connect" in str(nameless.server_error)


def test_a_server_with_another_name(folder: Folder) -> None:
    """Is not the one that was asked for, unless nobody looks."""
    met = meet(folder, host="elsewhere.example")
    assert "the certificate of the server 'elsewhere.example' is refused: it is for another host name" in str(met.error)
    assert "connect by a name that is in the certificate" in str(met.error)
    assert "another address than '127.0.0.9'" in str(meet(folder, host="127.0.0.9").error)
    careless = client_context(files(folder, Role.CLIENT), verify=False)
    assert meet(folder, client=careless, host="elsewhere.example").error is None


def test_a_server_with_nothing_but_a_common_name(folder: Folder, tmp_path: Path) -> None:
    """Is taken for the host of that name, as GnuTLS does; there are old certificates."""
    folder.certificate(Role.SERVER).unlink()
    request, key = tmp_path / "request", folder.key(Role.SERVER)
    for command in (
        ["req", "-new", "-key", key, "-subj", "/CN=old.example", "-out", request],
        ["x509", "-req", "-in", request, "-CA", folder.ca, "-CAkey", folder.ca_key, "-days", "90",
         "-out", folder.certificate(Role.SERVER)],
    ):  # fmt: skip
        subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
    assert meet(folder, host="old.example").error is None
    assert "it is for another host name" in str(meet(folder, host="new.example").error)


def test_a_server_of_another_authority(folder: Folder, tmp_path: Path) -> None:
    """Is refused, with the authority that we trust."""
    other = certificates(tmp_path / "other")
    create_ca(other, Subject("Another"), key_type=KeyType.EC, force=True)
    create_server(other, ["localhost"], ca=other, key_type=KeyType.EC, force=True)
    create_client(other, Subject("fred"), ca=other, key_type=KeyType.EC, force=True)
    met = meet(folder, server=server_context(files(other, Role.SERVER)))
    assert "it is signed by an authority that is not trusted here" in str(met.error)
    assert f"the authority trusted here is {folder.ca}" in str(met.error)


def test_a_revoked_client(folder: Folder) -> None:
    """Is refused by the server that has the list; a later one is not."""
    revoke(folder, folder.certificate(Role.CLIENT))
    server = server_context(files(folder, Role.SERVER))
    bad = client_context(files(folder, Role.CLIENT)._replace(crl=None))
    met = meet(folder, client=bad, server=server)
    assert "the server 'localhost' refused the TLS connection: our certificate has been revoked" in str(met.error)
    assert "it has been revoked" in str(met.server_error)
    met = meet(folder, server=server)
    assert "clientcert.pem has been revoked on" in str(met.error)
    create_client(folder, Subject("fred"), ca=folder, key_type=KeyType.EC, force=True)
    assert meet(folder, server=server).error is None


def test_who_verifies_nobody_needs_no_authority(folder: Folder) -> None:
    """Neither a client with no_verify nor a server that lets all in."""
    folder.ca.unlink()
    client = client_context(files(folder, Role.CLIENT), verify=False)
    assert meet(folder, client=client, server=server_context(files(folder, Role.SERVER), verify=False)).error is None


def test_a_server_whose_clients_trust_another_authority(folder: Folder, tmp_path: Path) -> None:
    """Can be had, if it is told not to look at its own certificate."""
    other = certificates(tmp_path / "other")
    create_ca(other, Subject("Another"), key_type=KeyType.EC, force=True)
    create_server(other, ["localhost"], ca=other, key_type=KeyType.EC, force=True)
    mixed = Files(folder.ca, None, other.certificate(Role.SERVER), other.key(Role.SERVER))
    with pytest.raises(GnutlsError, match="is not signed by the authority in"):
        server_context(mixed)
    client = client_context(files(folder, Role.CLIENT)._replace(ca=other.ca))
    assert meet(folder, client=client, server=server_context(mixed, sanity=False)).name == CLIENT


def test_without_the_package_that_reads_certificates(folder: Folder) -> None:
    """TLS works, and a file that cannot be used is named, in OpenSSL's words."""
    code = """
import sys
sys.modules["cryptography"] = None
from pathlib import Path
from anyvirt import pki, tls
folder = Path(sys.argv[1])
files = pki.locate(pki.Role.SERVER, folder)
tls.server_context(files)
tls.client_context(pki.locate(pki.Role.CLIENT, folder))
for bad in (files._replace(key=folder / "clientkey.pem"), files._replace(certificate=folder / "serverkey.pem")):
    try:
        tls.server_context(bad)
    except Exception as exc:
        print(exc)
"""
    command = [sys.executable, "-c", code, str(folder.certificates)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert f"the key {folder.key(Role.CLIENT)} does not belong to the server's certificate" in first
    assert f"the server's certificate {folder.key(Role.SERVER)} cannot be used: " in second


def test_missing_files_are_named(folder: Folder) -> None:
    """Each by what it is and where it should be."""
    for role, name, what in (
        (Role.CLIENT, "cacert.pem", "certificate of the authority"),
        (Role.SERVER, "serverkey.pem", "server's private key"),
        (Role.SERVER, "servercert.pem", "server's certificate"),
    ):
        path = folder.certificates / name
        kept = path.read_bytes()
        path.unlink()
        make = client_context if role is Role.CLIENT else server_context
        wanted = Files(folder.ca, None, folder.certificate(role), folder.key(role))
        with pytest.raises(GnutlsError, match=f"the {what}.* is missing: there is no {path}"):
            make(wanted)
        path.write_bytes(kept)


def test_a_key_that_belongs_to_another_certificate(folder: Folder) -> None:
    """Is named with it."""
    wrong = Files(folder.ca, None, folder.certificate(Role.SERVER), folder.key(Role.CLIENT))
    with pytest.raises(GnutlsError, match=r"clientkey.pem does not belong to the certificate .*/servercert.pem"):
        server_context(wrong)


@pytest.mark.parametrize("name", ["cacert.pem", "serverkey.pem", "servercert.pem"])
def test_a_file_that_is_something_else(folder: Folder, name: str) -> None:
    """Is named."""
    (folder.certificates / name).write_text("Dear diary")
    with pytest.raises(GnutlsError, match=rf"{name} holds no (certificate|private key) in PEM form"):
        server_context(files(folder, Role.SERVER))


def test_a_key_with_a_password(folder: Folder) -> None:
    """Is refused; nobody is asked on the terminal of a daemon."""
    key = folder.key(Role.SERVER)
    command = ["openssl", "pkey", "-in", str(key), "-out", f"{key}.new", "-aes256", "-passout", "pass:secret"]
    subprocess.run(command, check=True, capture_output=True)
    Path(f"{key}.new").replace(key)
    with pytest.raises(GnutlsError, match=r"serverkey.pem is protected by a password"):
        server_context(files(folder, Role.SERVER))


def test_one_file_without_the_other(folder: Folder) -> None:
    """A certificate is nothing without its key."""
    with pytest.raises(InvalidArg, match="must be given together"):
        client_context(files(folder, Role.CLIENT)._replace(key=None))
    with pytest.raises(InvalidArg, match="needs a certificate and its key"):
        server_context(files(folder, Role.SERVER)._replace(key=None))


def test_what_does_not_speak_tls(folder: Folder) -> None:
    """Is named as such, on either end."""
    client = client_context(files(folder, Role.CLIENT))
    one, other = socket.socketpair()
    with one, other:
        other.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
        with pytest.raises(ssl.SSLError) as caught:
            client.wrap_socket(one, server_hostname="localhost")
    assert "no TLS connection with the server 'localhost': it does not speak TLS" in str(
        explain(caught.value, client, "localhost")
    )


def test_a_server_that_hangs_up(folder: Folder) -> None:
    """Before the handshake is through, or after it without a verdict."""
    client = client_context(files(folder, Role.CLIENT))
    one, other = socket.socketpair()
    other.close()
    with one, pytest.raises(OSError) as caught:  # noqa: PT011 - which of its subclasses depends on the system
        client.wrap_socket(one, server_hostname="localhost")
    assert "no TLS connection with the server 'localhost'" in str(explain(caught.value, client, "localhost"))
    for verdict in (b"", b"\0"):
        with pytest.raises(AuthFailed, match="did not accept our certificate"):
            check_verdict(verdict)


def test_names_are_written_as_gnutls_writes_them(tmp_path: Path) -> None:
    """Characters that mean something to a list of names stand behind a backslash."""
    folder = certificates(tmp_path)
    subject = Subject("Smith, John + <x>", '#1; "Best"')
    create_client(folder, subject, ca=folder, key_type=KeyType.EC, force=True)
    assert meet(folder).name == r"O=\#1\; \"Best\",CN=Smith\, John \+ \<x\>"


def test_patterns_match_whole_names() -> None:
    """With * and ? alone."""
    assert matches("a,b", ["x", "a*"])
    assert not matches("ab", ["a", "b", "[ab]b"])
    assert matches("a\nb", ["*"])
