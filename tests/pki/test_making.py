"""Making certificates; the judge is openssl."""

from __future__ import annotations

import os
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from anyvirt.error import InvalidArg, OperationInvalid, SystemCallError
from anyvirt.pki import (
    Folder,
    KeyType,
    Role,
    Subject,
    check,
    create_ca,
    create_client,
    create_server,
    locate,
    reading,
    revoke,
)
from anyvirt.util import files
from tests.certificates import certificates

EC = KeyType.EC


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return certificates(tmp_path)


def openssl(*words: str | Path) -> str:
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("role", "purpose"), [(Role.SERVER, "sslserver"), (Role.CLIENT, "sslclient")])
def test_openssl_takes_them_for_their_purpose(folder: Folder, role: Role, purpose: str) -> None:
    """And by its strictest rules."""
    path = folder.certificate(role)
    assert "OK" in openssl("verify", "-x509_strict", "-CAfile", folder.ca, "-purpose", purpose, path)
    assert check(locate(role, folder.certificates), role) == []


def test_a_new_authority_and_its_files(tmp_path: Path) -> None:
    """In the layout of the system: keys for their owner alone, in a folder for its owner alone."""
    system = Folder.system(tmp_path / "etc/pki")
    old = os.umask(0)
    try:
        assert create_ca(system, Subject("Mine", country="GB")) == [system.ca_key, system.ca]
        create_server(system, ["a.example", "::1"], ca=system, key_type=EC)
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "etc/pki").rglob("*")}
    assert modes == {
        "CA": 0o755, "libvirt": 0o755, "private": 0o700, "cacert.pem": 0o644, "cakey.pem": 0o600,
        "servercert.pem": 0o644, "serverkey.pem": 0o600,
    }  # fmt: skip
    shown = openssl("x509", "-in", system.ca, "-noout", "-text")
    assert "CA:TRUE, pathlen:0" in shown
    assert "Certificate Sign, CRL Sign" in shown
    assert "Public-Key: (3072 bit)" in shown
    assert "Subject: C = GB, CN = Mine" in shown
    assert "DNS:a.example, IP Address:0:0:0:0:0:0:0:1" in openssl(
        "x509", "-in", system.certificate(Role.SERVER), "-noout", "-ext", "subjectAltName"
    )


def test_nothing_is_replaced_unless_asked_for(folder: Folder) -> None:
    """Not even half of it."""
    kept = {path: path.read_bytes() for path in folder.certificates.iterdir()}
    with pytest.raises(OperationInvalid, match=r"cakey.pem is there already\nHint: --force replaces it"):
        create_ca(folder, Subject("x"), key_type=EC)
    with pytest.raises(OperationInvalid, match=r"serverkey.pem is there already"):
        create_server(folder, ["x"], ca=folder, key_type=EC)
    folder.key(Role.CLIENT).unlink()
    del kept[folder.key(Role.CLIENT)]
    with pytest.raises(OperationInvalid, match=r"clientcert.pem is there already"):
        create_client(folder, Subject("x"), ca=folder, key_type=EC)
    assert {path: path.read_bytes() for path in folder.certificates.iterdir()} == kept
    create_client(folder, Subject("x"), ca=folder, key_type=EC, force=True)
    assert check(locate(Role.CLIENT, folder.certificates), Role.CLIENT) == []


def test_a_full_disk_changes_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old files stay as they were, and nothing lies beside them."""
    kept = {path: path.read_bytes() for path in folder.certificates.iterdir()}
    stage, staged = files.stage, list[Path]()

    def full(path: Path, data: bytes, **more: object) -> Path:
        if staged:
            raise OSError(28, "No space left on device", str(path))
        staged.append(stage(path, data))
        return staged[0]

    monkeypatch.setattr(files, "stage", full)
    with pytest.raises(SystemCallError, match=r"servercert.pem: No space left on device"):
        create_server(folder, ["x"], ca=folder, key_type=EC, force=True)
    assert {path: path.read_bytes() for path in folder.certificates.iterdir()} == kept


def test_without_an_authority(folder: Folder, tmp_path: Path) -> None:
    """There is nobody to sign; with another's key neither."""
    with pytest.raises(OperationInvalid, match=r"no authority .*cacert.pem is missing"):
        create_server(folder, ["x"], ca=Folder.flat(tmp_path / "none"), force=True)
    folder.ca_key.write_bytes(folder.key(Role.SERVER).read_bytes())
    with pytest.raises(OperationInvalid, match="does not belong to its certificate"):
        create_server(folder, ["x"], ca=folder, force=True)
    folder.ca_key.write_text("x")
    with pytest.raises(OperationInvalid, match=r"cakey.pem holds no private key"):
        create_client(folder, Subject("x"), ca=folder, force=True)


@pytest.mark.parametrize("name", ["", "two words", "a/b"])
def test_names_that_no_host_has(folder: Folder, name: str) -> None:
    """Are refused."""
    with pytest.raises(InvalidArg, match="is neither a host name nor an address"):
        create_server(folder, ["good", name], ca=folder, force=True)


def test_bad_subjects_and_times(folder: Folder) -> None:
    """Are refused with the value."""
    with pytest.raises(InvalidArg, match="needs at least one host name"):
        create_server(folder, [], ca=folder, force=True)
    with pytest.raises(InvalidArg, match="'' cannot be the subject"):
        create_client(folder, Subject(""), ca=folder, force=True)
    with pytest.raises(InvalidArg, match="cannot be the subject"):
        create_client(folder, Subject("x", country="Britain"), ca=folder, force=True)
    for days in (0, -1, 10**7, 10**12):
        with pytest.raises(InvalidArg, match=f"valid for {days} days"):
            create_client(folder, Subject("x"), ca=folder, days=days, force=True)


def test_nothing_outlives_its_authority(folder: Folder) -> None:
    """A certificate ends with the one that signed it, at the latest."""
    create_ca(folder, Subject("short"), days=5, key_type=EC, force=True)
    create_client(folder, Subject("x"), ca=folder, days=800, key_type=EC, force=True)
    found = reading.certificates(folder.certificate(Role.CLIENT))[0]
    assert found.not_valid_after_utc < datetime.now(UTC) + timedelta(days=6)


def test_revoked_ones_are_listed(folder: Folder) -> None:
    """All of them, each once; the list is the authority's own."""
    assert revoke(folder, folder.certificate(Role.CLIENT)) == [folder.crl]
    create_client(folder, Subject("other"), ca=folder, key_type=EC, force=True)
    revoke(folder, folder.certificate(Role.CLIENT))
    revoke(folder, folder.certificate(Role.CLIENT))
    assert len(list(reading.revoked(folder.crl))) == 2
    openssl("crl", "-in", folder.crl, "-CAfile", folder.ca, "-verify", "-noout")
    assert (
        "revoked"
        in subprocess.run(
            [
                "openssl",
                "verify",
                "-crl_check",
                "-CRLfile",
                folder.crl,
                "-CAfile",
                folder.ca,
                folder.certificate(Role.CLIENT),
            ],
            capture_output=True,
            text=True,
        ).stderr
    )


def test_only_its_own_can_be_revoked(folder: Folder, tmp_path: Path) -> None:
    """Not another's, and not what is no certificate."""
    other = certificates(tmp_path / "other")
    create_ca(other, Subject("other"), key_type=EC, force=True)
    with pytest.raises(OperationInvalid, match="was not signed by the authority in"):
        revoke(other, folder.certificate(Role.CLIENT))
    with pytest.raises(InvalidArg, match="holds no certificate"):
        revoke(folder, folder.key(Role.CLIENT))
    with pytest.raises(SystemCallError, match="/nowhere: No such file"):
        revoke(folder, Path("/nowhere"))
