"""Emulators that are none: small programs that answer, crash or hang as a test wants, and count their starts."""

from __future__ import annotations

import sys
from pathlib import Path

_PROGRAM = """#!{python} -S
import json, os, re, signal, socket, sys

args = " ".join(sys.argv[1:])
kind = "guest" if "-cpu host" in args else re.search("accel=([a-z]+)", args)[1]
with open({calls!r}, "a") as log:
    log.write(kind + "\\n")
behaviour = {behaviour!r}.get(kind, "answer")
if behaviour == "crash":
    print("emulator: the " + kind + " guest exploded", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGABRT)
if behaviour == "hang":
    signal.pause()

def machine(name, **more):
    return {{"name": name, "cpu-max": 255, "hotpluggable-cpus": True, "deprecated": False, **more}}

ANSWERS = {{
    "qmp_capabilities": {{}},
    "query-version": {{"qemu": {{"major": 9, "minor": 1, "micro": 2}}, "package": "fake"}},
    "query-target": {{"arch": "x86_64"}},
    "query-machines": [machine("pc-fake", **{{"alias": "pc", "is-default": True}}), machine("none")],
    "query-commands": [{{"name": "query-cpu-definitions"}}, {{"name": "query-vnc"}}],
    "qom-list-types": [{{"name": "virtio-blk-pci"}}, {{"name": "qemu64-x86_64-cpu"}}],
    "query-command-line-options": [{{"option": "machine", "parameters": []}}],
    "query-qmp-schema": [
        {{"name": "SHUTDOWN", "meta-type": "event", "arg-type": "0"}},
        {{"name": "netdev_add", "meta-type": "command", "arg-type": "1", "ret-type": "0"}},
        {{"name": "chardev-add", "meta-type": "command", "arg-type": "2", "ret-type": "0"}},
        {{"name": "1", "meta-type": "object", "variants": [{{"case": "user", "type": "0"}}]}},
        {{"name": "2", "meta-type": "object", "members": [{{"name": "backend", "type": "3"}}]}},
        {{"name": "3", "meta-type": "object", "variants": [{{"case": "pty", "type": "0"}}]}},
    ],
    "query-cpu-definitions": [
        {{"name": "qemu64-v1", "unavailable-features": []}},
        {{"name": "qemu64", "unavailable-features": [], "alias-of": "qemu64-v1"}},
        {{"name": "Future", "unavailable-features": ["avx9", "avx9"], "deprecated": True}},
    ],
    "query-kvm": {{"enabled": True, "present": True}},
    "query-status": {{"status": "prelaunch", "running": False}},
}}
GREETING = {{"QMP": {{"version": ANSWERS["query-version"], "capabilities": []}}}}
if behaviour == "nonsense":
    ANSWERS["query-version"] = {{"qemu": {{"major": "nine"}}}}
if behaviour == "alien":
    GREETING = {{"hello": "world"}}

sock = socket.socket(fileno=int(re.search("fd=([0-9]+)", args)[1]))

def send(message):
    sock.sendall(json.dumps(message).encode() + b"\\r\\n")

send(GREETING)
buffer = ""
while data := sock.recv(65536):
    buffer += data.decode()
    while buffer:
        try:
            request, length = json.JSONDecoder().raw_decode(buffer)
        except ValueError:
            break
        buffer = buffer[length:].lstrip()
        reply = {{"return": ANSWERS[request["execute"]]}}
        send(reply | ({{"id": request["id"]}} if "id" in request else {{}}))
"""


class FakeEmulator:
    """An executable in a folder of the test's.

    Args:
        behaviour: of each kind of start ("tcg", "kvm", and "guest" for a paused guest with the host's CPU): "answer",
            "crash", "hang", "nonsense" (answers that make no sense) or "alien" (no greeting of QEMU's).
    """

    def __init__(self, folder: Path, **behaviour: str) -> None:
        self.path = folder / "qemu-system-fake"
        self._calls = folder / "calls"
        program = _PROGRAM.format(python=sys.executable, calls=str(self._calls), behaviour=behaviour)
        self.path.write_text(program)
        self.path.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        """The kinds of its starts so far, sorted."""
        return sorted(self._calls.read_text().split()) if self._calls.exists() else []
