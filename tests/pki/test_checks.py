"""What is found wrong with certificates, each on its own."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from anyvirt.pki import (
    Finding,
    Folder,
    KeyType,
    Problem,
    Role,
    Subject,
    check,
    create_ca,
    create_client,
    create_server,
    locate,
    revoke,
)
from tests.certificates import NAMES, certificates

EC = KeyType.EC
NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return certificates(tmp_path)


def found(folder: Folder, role: Role = Role.SERVER, host: str | None = None, now: datetime = NOW) -> list[Finding]:
    return check(locate(role, folder.certificates), role, host=host, now=now)


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


@pytest.mark.parametrize("host", [None, *NAMES, "HOST.example", "host.example."])
def test_good_ones(folder: Folder, host: str | None) -> None:
    """Nothing is wrong with them."""
    assert found(folder, host=host) == []
    assert found(folder, Role.CLIENT) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cacert.pem", "the certificate of the authority (CA) is missing: there is no {}"),
        ("servercert.pem", "the server's certificate is missing: there is no {}"),
        ("serverkey.pem", "the server's private key is missing: there is no {}"),
    ],
)
def test_missing(folder: Folder, name: str, text: str) -> None:
    """With its path, and how to make it."""
    path = folder.certificates / name
    path.unlink()
    finding = only(found(folder))
    assert (finding.problem, finding.path, finding.fatal) == (Problem.MISSING, path, True)
    assert finding.text == text.format(path)
    assert "anyvirt pki" in (finding.hint or "")


@pytest.mark.parametrize("name", ["cacert.pem", "servercert.pem", "serverkey.pem", "cacrl.pem"])
def test_not_what_it_should_be(folder: Folder, name: str) -> None:
    """A file of something else."""
    (folder.certificates / name).write_text("x")
    finding = only(found(folder))
    assert finding.problem is Problem.NO_PEM
    assert f"{name} holds no " in finding.text


def test_unreadable(folder: Folder) -> None:
    """A folder in place of the file cannot be read by anybody, root included."""
    path = folder.key(Role.SERVER)
    path.unlink()
    path.mkdir()
    finding = only(found(folder))
    assert finding.problem is Problem.UNREADABLE
    assert "serverkey.pem: Is a directory" in finding.text


def test_times(folder: Folder) -> None:
    """Expired, about to expire, not valid yet; the authority's and the server's."""
    late = found(folder, now=NOW + timedelta(days=4000))
    assert [(each.problem, each.path, each.fatal) for each in late] == [
        (Problem.EXPIRED, folder.ca, True),
        (Problem.EXPIRED, folder.certificate(Role.SERVER), True),
    ]
    soon = only(found(folder, now=NOW + timedelta(days=820)))
    assert (soon.problem, soon.fatal) == (Problem.EXPIRES_SOON, False)
    assert "expires on" in soon.text
    early = found(folder, now=NOW - timedelta(days=2))
    assert {each.problem for each in early} == {Problem.NOT_YET_VALID}


def test_wrong_purpose(folder: Folder) -> None:
    """A client's certificate in the server's place, and an authority that is none."""
    folder.certificate(Role.SERVER).write_bytes(folder.certificate(Role.CLIENT).read_bytes())
    folder.key(Role.SERVER).write_bytes(folder.key(Role.CLIENT).read_bytes())
    finding = only(found(folder))
    assert finding.problem is Problem.PURPOSE
    assert "is meant for clientAuth, not for serverAuth" in finding.text
    folder.ca.write_bytes(folder.certificate(Role.CLIENT).read_bytes())
    texts = [each.text for each in found(folder, Role.CLIENT)]
    assert texts[0] == f"{folder.ca} is not the certificate of an authority: it may not sign others"


def test_mismatched_key(folder: Folder) -> None:
    """Named with the certificate."""
    create_client(folder, Subject("x"), ca=folder, key_type=EC, force=True)
    folder.key(Role.SERVER).write_bytes(folder.key(Role.CLIENT).read_bytes())
    finding = only(found(folder))
    assert finding.problem is Problem.KEY
    assert finding.text.endswith(f"does not belong to the certificate {folder.certificate(Role.SERVER)}")


def test_another_authority(folder: Folder) -> None:
    """Named, with the one that signed."""
    create_ca(folder, Subject("New"), key_type=EC, force=True)
    finding = only(found(folder))
    assert finding.problem is Problem.SIGNATURE
    assert "(CN=New), but by CN=Test authority" in finding.text


def test_host_names(folder: Folder) -> None:
    """With those that it has; a * stands for one label."""
    finding = only(found(folder, host="other.example"))
    assert finding.problem is Problem.HOST
    assert "is not for 'other.example', but for localhost, host.example, 127.0.0.1" in finding.text
    create_server(folder, ["*.example"], ca=folder, key_type=EC, force=True)
    assert found(folder, host="any.example") == []
    for host in ("example", "a.b.example", "127.0.0.1"):
        assert only(found(folder, host=host)).problem is Problem.HOST


def test_revoked(folder: Folder) -> None:
    """And a list that has expired itself."""
    revoke(folder, folder.certificate(Role.SERVER))
    assert only(found(folder)).problem is Problem.REVOKED
    create_server(folder, ["x"], ca=folder, key_type=EC, force=True)
    assert found(folder) == []
    finding = only(found(folder, now=NOW + timedelta(days=400)))
    assert (finding.problem, finding.path) == (Problem.EXPIRED, folder.crl)


def test_a_list_of_another_authority(folder: Folder, tmp_path: Path) -> None:
    """Says nothing about ours."""
    other = certificates(tmp_path / "other")
    for key_type in KeyType:
        create_ca(other, Subject("Another"), key_type=key_type, force=True)
        create_server(other, ["x"], ca=other, key_type=EC, force=True)
        other.crl.unlink(missing_ok=True)
        revoke(other, other.certificate(Role.SERVER))
        folder.crl.write_bytes(other.crl.read_bytes())
        finding = only(found(folder))
        assert finding.problem is Problem.SIGNATURE
        assert finding.text.endswith(f"cacrl.pem is not that of the authority in {folder.ca}")


def test_a_key_that_others_can_read(folder: Folder) -> None:
    """Works, but is no secret."""
    folder.key(Role.SERVER).chmod(0o644)
    finding = only(found(folder))
    assert (finding.problem, finding.fatal) == (Problem.OPEN_KEY, False)
    assert finding.hint == f"chmod 0600 {folder.key(Role.SERVER)}"


def test_a_chain_in_one_file(folder: Folder, tmp_path: Path) -> None:
    """The certificates between ours and the authority stand behind ours."""

    def openssl(*words: object) -> None:
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=tmp_path)

    extensions = tmp_path / "ext"
    extensions.write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n")
    create_ca(root := Folder.flat(tmp_path / "root"), Subject("Root"), key_type=EC)
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "between.key",
            "-subj", "/CN=Between", "-out", "between.csr")  # fmt: skip
    openssl("x509", "-req", "-in", "between.csr", "-CA", root.ca, "-CAkey", root.ca_key, "-extfile", extensions,
            "-days", 400, "-out", "between.pem")  # fmt: skip
    between = Folder(
        tmp_path / "between.pem", tmp_path / "between.key", tmp_path / "none", folder.certificates, folder.keys
    )
    create_server(folder, ["x"], ca=between, key_type=EC, force=True)
    folder.ca.write_bytes(root.ca.read_bytes())
    assert only(found(folder)).problem is Problem.SIGNATURE
    certificate = folder.certificate(Role.SERVER)
    certificate.write_bytes(certificate.read_bytes() + (tmp_path / "between.pem").read_bytes())
    assert found(folder) == []


def test_without_the_package_that_reads_certificates() -> None:
    """Finding files works; anything else says what to install."""
    code = """
import sys
sys.modules["cryptography"] = None
from anyvirt import pki, tls
pki.locate(pki.Role.CLIENT)
try:
    pki.check
except Exception as exc:
    print(exc)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "unsupported configuration: looking into certificates needs the Python package 'cryptography'\n"
        "Hint: pip install 'anyvirt[tls]'\n"
    )
