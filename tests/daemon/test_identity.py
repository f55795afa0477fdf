"""Who is at the other end."""

from __future__ import annotations

import os
import pwd
import socket

from anyvirtd.identity import Identity


def test_the_kernel_says_who_is_at_a_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        found = Identity.of_unix(ours)
    assert (found.uid, found.gid, found.pid) == (os.geteuid(), os.getegid(), os.getpid())
    assert found.user == pwd.getpwuid(os.geteuid()).pw_name
    assert found.group in found.groups
    assert str(found) == f"process {os.getpid()} of user {found.user}"


def test_numbers_without_names_are_their_own() -> None:
    found = Identity("unix", uid=54321, gid=54322, pid=1)
    assert (found.user, found.group) == ("54321", "54322")
    assert "54322" in found.groups


def test_who_is_elsewhere_has_no_user_here() -> None:
    found = Identity("tls", "192.0.2.1;1234", dname="CN=joe")
    assert (found.user, found.group, found.groups) == ("", "", frozenset())
    assert str(found) == "192.0.2.1;1234 over tls (CN=joe)"


def test_a_number_counts_more_than_a_name() -> None:
    """Else a proxy could be made to say one user's name and another's number."""
    root = Identity("unix", uid=0, gid=0, pid=1)
    found = root.acting_for({"unix-user-id": 54321, "user-name": "root", "unix-group-id": 54322})
    assert (found.user, found.uid) == ("54321", 54321)
    assert root.acting_for({"user-name": "joe"}).user == "joe"
    assert str(root.acting_for({"sasl-user-name": "joe@X"})) == "joe@X through process 1 of user root"
