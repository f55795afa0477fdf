"""What this host has for running and reaching guests, what is in the way, and what to do about it.

for finding in diagnose():
    print(finding.level.value, finding.text)
"""

from __future__ import annotations

import enum
import grp
import importlib.util
import os
import pwd
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from anyvirt.pki.layout import Files, Role, locate
from anyvirt.util import kvm
from anyvirt.util.arch import host_arch
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.sockets import places

_CONNECT_S: Final = 5.0


class Level(enum.Enum):
    """How bad something is."""

    OK = "ok"
    NOTE = "note"  # something is not there that not everybody needs
    WARNING = "warning"  # it works, but not well, or not for long
    ERROR = "error"  # it is there and does not work, or nothing can work without it


class Finding(NamedTuple):
    """One thing that was looked at."""

    topic: str
    level: Level
    text: str
    hint: str | None = None


def diagnose() -> list[Finding]:
    """Look at everything. Nothing is changed or started."""
    user = list(_user())
    kvm = list(_kvm())
    emulators = list(_emulators())
    daemons = list(_daemons())
    found = [*user, *kvm, *emulators, *daemons, *_certificates(), *_programs()]
    if not any(each.level is Level.OK for each in (*emulators, *daemons)):
        found.append(
            Finding(
                "guests",
                Level.ERROR,
                "no guest can run here: there is neither an emulator nor a daemon that answers",
                "install QEMU (Debian: qemu-system-x86), or connect to another host: anyvirt -c qemu+ssh://HOST/system",
            )
        )
    return found


def _user() -> Iterator[Finding]:
    yield Finding("user", Level.OK, f"we are {_user_name(os.geteuid())}, in the groups {', '.join(_group_names())}")


def _kvm() -> Iterator[Finding]:
    topic = "kvm"
    why = kvm.obstacle()
    if why is None:
        yield Finding(topic, Level.OK, f"{kvm.DEVICE} is here, so guests run at the processor's speed")
        return
    if not kvm.DEVICE.exists():
        hint = "switch virtualization on in the firmware, or load the module: modprobe kvm_intel (or kvm_amd)"
    elif not os.access(kvm.DEVICE, os.R_OK | os.W_OK, effective_ids=True):
        state = kvm.DEVICE.stat()
        why += f" ({_rights(state)})"
        hint = f"usermod -aG {_group_name(state.st_gid)} {_user_name(os.geteuid())}, and log in again"
    else:
        hint = "it takes a host that has, or that is given, hardware virtualization"
    yield Finding(topic, Level.NOTE, f"{why}; guests run in emulation, some ten times slower", hint)


def _emulators() -> Iterator[Finding]:
    topic = "qemu"
    name = f"qemu-system-{host_arch()}"
    found = shutil.which(name) or shutil.which("qemu-kvm", path="/usr/libexec:/usr/bin")
    if found is None:
        how = "Debian: apt install qemu-system-x86; Fedora: dnf install qemu-kvm"
        yield Finding(topic, Level.NOTE, f"{name} is not in PATH", how)
    else:
        yield Finding(topic, Level.OK, f"{found} is here")
    if shutil.which("qemu-img") is None:
        text = "qemu-img is not in PATH: no disk images can be made"
        yield Finding(topic, Level.NOTE, text, "Debian: apt install qemu-utils")
    if importlib.util.find_spec("qemu") is None:
        yield Finding(
            topic,
            Level.NOTE,
            "the Python package 'qemu.qmp' is not here, which guests of this process's own need (qemu:///embed)",
            "pip install 'anyvirt[qemu]'",
        )


def _daemons() -> Iterator[Finding]:
    for session in (False, True):
        whose = "the user's own" if session else "the system's"
        answered = False
        for place in places("qemu", session=session):
            finding = _daemon(f"{whose} {place.daemon}", place.path)
            if finding is not None:
                answered = answered or finding.level is Level.OK
                yield finding
        if not answered:
            how = "anyvirtd --session" if session else "systemctl start anyvirtd.socket (or libvirtd.socket)"
            yield Finding("daemons", Level.NOTE, f"{whose} daemons: none answers", f"start one: {how}")


def _daemon(what: str, path: Path) -> Finding | None:
    """Whether the daemon behind a socket answers; None if there is no socket."""
    topic = "daemons"
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    except OSError as exc:
        return Finding(topic, Level.WARNING, f"{what}: {path}: {exc.strerror}", _enterable(path))
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_CONNECT_S)
            client.connect(str(path))
    except ConnectionRefusedError:
        hint = f"start it, or remove the socket that it has left: rm {path}"
        return Finding(topic, Level.ERROR, f"{what} does not run, though there is {path}", hint)
    except PermissionError:
        user = _user_name(os.geteuid())
        text = f"{what} lets only some in: {path} ({_rights(state)}), and we are {user}"
        if state.st_mode & stat.S_IWGRP:
            hint = f"usermod -aG {_group_name(state.st_gid)} {user}, and log in again"
        else:
            hint = "run as root, or use the user's own daemon (qemu:///session)"
        return Finding(topic, Level.WARNING, text, hint)
    except OSError as exc:
        return Finding(topic, Level.ERROR, f"{what}: {path}: {exc.strerror or exc}", "is it too busy, or stopped?")
    return Finding(topic, Level.OK, f"{what} answers at {path}")


def _certificates() -> Iterator[Finding]:
    topic = "certificates"
    seen = False
    for role in Role:
        files = locate(role)
        if not any(path is not None and path.exists() for path in (files.certificate, files.key)):
            continue
        seen = True
        yield from _checked(files, role)
    if not seen:
        text = "no certificates: connections with TLS (qemu+tls://) cannot be made or taken"
        yield Finding(topic, Level.NOTE, text, "`anyvirt pki --help` says how to make some")


def _checked(files: Files, role: Role) -> Iterator[Finding]:
    topic = "certificates"
    try:
        from anyvirt.pki.checks import check
    except ConfigUnsupported as exc:
        yield Finding(topic, Level.NOTE, f"the {role.value}'s certificate: {exc.detail}", exc.hint)
        return
    findings = check(files, role)
    for each in findings:
        yield Finding(topic, Level.ERROR if each.fatal else Level.WARNING, each.text, each.hint)
    if not findings:
        yield Finding(topic, Level.OK, f"the {role.value}'s certificate {files.certificate} is good")


def _programs() -> Iterator[Finding]:
    if shutil.which("ssh") is None:
        text = "ssh is not in PATH: connections through it (qemu+ssh://) cannot be made"
        yield Finding("ssh", Level.NOTE, text, "Debian: apt install openssh-client")
    else:
        yield Finding("ssh", Level.OK, "ssh is here")


def _enterable(path: Path) -> str | None:
    """Which folder on the way to *path* keeps us out."""
    for folder in reversed(path.parents):
        if not os.access(folder, os.X_OK, effective_ids=True):
            return f"{folder} ({_rights(folder.stat())}) does not let us through"
    return None


def _rights(state: os.stat_result) -> str:
    mode = stat.S_IMODE(state.st_mode)
    return f"owner {_user_name(state.st_uid)}, group {_group_name(state.st_gid)}, mode {mode:04o}"


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return f"group {gid}"


def _group_names() -> list[str]:
    return sorted({_group_name(each) for each in (os.getegid(), *os.getgroups())})
