"""The configuration file: what it may say, and what is said of what it may not."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from anyvirt.testing.peers import find_program
from anyvirt.util.error import ConfSyntax, SystemCallError
from anyvirtd.settings import Settings

PATH = Path("/etc/anyvirt/anyvirtd.conf")


def test_values_mean_what_they_say() -> None:
    found = Settings.parse(
        """
        # a comment
        listen_tcp = 1
        unix_sock_rw_perms = "0770"
        tls_allowed_dn_list = ["CN=joe", "CN=jim*"]
        max_clients = 7
        log_outputs = "1:file:/tmp/x 3:stderr"
        """,
        PATH,
    )
    assert found.listen_tcp is True
    assert found.unix_sock_rw_perms == 0o770
    assert found.tls_allowed_dn_list == ("CN=joe", "CN=jim*")
    assert (found.max_clients, found.max_workers) == (7, 20)
    assert Settings.parse("", PATH) == Settings()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("listen_tls = 2", "listen_tls must be 0 or 1, not 2"),
        ("max_clients = 0", "max_clients must be a number from 1 to"),
        ('max_clients = "many"', "max_clients must be a number from 1 to .*, not 'many'"),
        ('unix_sock_rw_perms = "0799"', "must be an octal number in quotes"),
        ("unix_sock_rw_perms = 770", "must be an octal number in quotes"),
        ('auth_unix_rw = "password"', 'must be "none" or "sasl" or "polkit", not \'password\''),
        ('auth_tcp = "polkit"', 'must be "none" or "sasl"'),
        ('tls_port = "99999"', "must be a port's number or name"),
        ('tls_allowed_dn_list = "CN=joe"', "must be a list of texts"),
        ("tls_allowed_dn_list = [1]", "must be a list of texts"),
        ('host_uuid = "none"', "must be a UUID"),
        ('log_outputs = "5:stderr"', "LEVEL:stderr.*where '5:stderr' stands"),
        ('log_outputs = "1:file:log"', "an absolute path, where 'log' stands"),
        ('log_filters = "qemu"', "LEVEL:NAME .*where 'qemu' stands"),
        ('access_drivers = ["magic"]', r'must be \["rules"\], \["polkit"\], both or \["none"\]'),
        ('access_rules = ["allow everybody"]', "allow WHO RIGHTS"),
        ("max_clients", "expecting an assignment"),
    ],
)
def test_every_mistake_is_told_with_its_line(line: str, words: str) -> None:
    with pytest.raises(ConfSyntax, match=rf"{PATH}:3: .*{words}"):
        Settings.parse(f"# one\n\n{line}\n", PATH)


@pytest.mark.parametrize(
    ("name", "hint"), [("max_client", "did you mean 'max_clients'?"), ("xyzzy", "anyvirtd.conf(5) has all options")]
)
def test_names_of_nothing_are_refused_with_a_suggestion(name: str, hint: str) -> None:
    with pytest.raises(ConfSyntax, match=f"{PATH}:1: there is no option '{name}'") as caught:
        Settings.parse(f"{name} = 1\n", PATH)
    assert caught.value.hint == hint


def test_a_file_that_is_asked_for_must_be_there(tmp_path: Path) -> None:
    assert Settings.read(tmp_path / "none", required=False) == Settings()
    with pytest.raises(SystemCallError, match="No such file"):
        Settings.read(tmp_path / "none", required=True)
    with pytest.raises(SystemCallError, match="Is a directory"):
        Settings.read(tmp_path, required=False)


def test_what_cannot_change_now_is_named() -> None:
    now = Settings.parse("max_clients = 5\n", PATH)
    newer = Settings.parse('max_clients = 6\ntls_port = "1"\n', PATH)
    settings, ignored = now.reloaded(newer)
    assert (settings.max_clients, settings.tls_port, ignored) == (6, "16514", ["tls_port"])


def test_the_example_has_every_option_as_it_is_by_default() -> None:
    text = (Path(__file__).parents[2] / "data" / "anyvirtd.conf").read_text()
    shown = dict(re.findall(r"^#(\w+) = (.*)$", text, re.MULTILINE))
    assert list(shown) == [each.name for each in fields(Settings)]
    found = Settings.parse(re.sub(r"^#(\w+ = )", r"\1", text, flags=re.MULTILINE), PATH)
    unlike = {each.name for each in fields(Settings) if getattr(found, each.name) != each.default}
    assert unlike <= {each.name for each in fields(Settings) if each.default in (None, "", ())} | {"access_drivers"}


@pytest.mark.peer("libvirt >= 9.0")
def test_the_original_configuration_can_be_taken_as_it_is() -> None:
    path = Path("/etc/libvirt/libvirtd.conf")
    if find_program("libvirtd") is None or not path.exists():
        pytest.skip("libvirtd has no configuration here")
    text = path.read_text()
    Settings.parse(text, path)
    # Its examples too, but for what is not for us.
    examples = re.sub(r"^#(\w+ = )", r"\1", re.sub(r"^# .*$", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    Settings.parse(re.sub(r"^(tls_priority|log_filters).*$", "", examples, flags=re.MULTILINE), path)
