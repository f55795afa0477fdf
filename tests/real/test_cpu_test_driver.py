"""The calls about CPUs as the original libvirt's test driver answers them, errors included."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LIMIT_S = 60

_PROGRAM = """
import importlib, json, sys
libvirt = importlib.import_module(sys.argv[1])
libvirt.registerErrorHandler(lambda *ignored: None, None)
conn = libvirt.open("test:///default")

def answer(function, *arguments):
    try:
        return getattr(conn, function)(*arguments)
    except libvirt.libvirtError as exc:
        return [exc.get_error_code(), exc.get_error_domain()]

print(json.dumps([answer(*call) for call in json.load(sys.stdin)]))
"""


def cpu(arch: str, model: str | None, vendor: str | None = None, *features: str) -> str:
    parts = [f"<arch>{arch}</arch>"]
    parts += [f"<{tag}>{text}</{tag}>" for tag, text in (("model", model), ("vendor", vendor)) if text is not None]
    return f"<cpu>{''.join(parts)}{''.join(f'<feature name={name!r}/>' for name in features)}</cpu>"


ARM = cpu("aarch64", "cortex-a53", "ARM", "sve")
BASELINES: dict[str, tuple[list[str], int]] = {
    "arm": ([ARM], 0),
    "different models of arm": ([ARM, cpu("aarch64", "cortex-a57")], 0),
    "both widths of arm": ([cpu("armv7l", "cortex-a53"), ARM], 0),
    "expanded arm": ([ARM], 1),
    "unknown model of arm": ([cpu("aarch64", "other")], 0),
    "s390": ([cpu("s390x", "z13")], 0),
    "sparc": ([cpu("sparc", "old")], 0),
    "x86 and arm": ([cpu("x86_64", "486"), ARM], 0),
    "both widths of x86": ([cpu("x86_64", "486"), cpu("i686", "486")], 0),
    "expanded x86": ([cpu("x86_64", "Penryn", "Intel", "avx")], 1),
    "no architecture": (["<cpu><model>486</model></cpu>"], 0),
    "a guest": (["<cpu match='exact'><model>486</model></cpu>"], 0),
    "unknown architecture": ([cpu("pdp11", "486")], 0),
    "no model": ([cpu("x86_64", None)], 0),
    "second without a model": ([cpu("x86_64", "486"), cpu("x86_64", None)], 0),
    "unknown model": ([cpu("x86_64", "K5")], 0),
    "unknown vendor": ([cpu("x86_64", "486", "Cyrix")], 0),
    "unknown vendor of the second": ([cpu("x86_64", "486"), cpu("x86_64", "486", "Cyrix")], 0),
    "unknown feature": ([cpu("x86_64", "486", None, "warp")], 0),
    "repeated feature": ([cpu("x86_64", "486", None, "avx", "avx")], 0),
    "two vendors": ([cpu("x86_64", "Penryn", "Intel"), cpu("x86_64", "EPYC", "AMD")], 0),
    "a model of another vendor": ([cpu("x86_64", "Penryn", "Intel"), cpu("x86_64", "EPYC", "Intel")], 0),
    "none": ([], 0),
    "malformed": (["<cpu>"], 0),
    "another document": (["<domain/>"], 0),
    "a flag that it has not": ([ARM], 2),
    "a flag that nobody has": ([ARM], 64),
    "both orders of POWER": ([cpu("ppc64", "POWER8"), cpu("ppc64le", "POWER8")], 0),
    "two generations of POWER": ([cpu("ppc64", "POWER8"), cpu("ppc64", "POWER9")], 0),
    "unknown POWER": ([cpu("ppc64", "POWER0")], 0),
    "another maker of POWER": ([cpu("ppc64", "POWER8", "Freescale")], 0),
}
CALLS: dict[str, list[object]] = {
    **{f"baseline: {name}": ["baselineCPU", documents, flags] for name, (documents, flags) in BASELINES.items()},
    **{f"names: {arch}": ["getCPUModelNames", arch] for arch in ("aarch64", "armv7l", "s390x", "sparc", "pdp11", "")},
    "names: a flag": ["getCPUModelNames", "x86_64", 1],
}


@pytest.mark.peer("libvirt-python >= 9.0")
def test_answers_are_those_of_libvirt() -> None:
    calls = json.dumps(list(CALLS.values()))
    theirs, ours = (
        json.loads(
            subprocess.run(
                [interpreter, "-c", _PROGRAM, module],
                input=calls,
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                check=True,
            ).stdout
        )
        for interpreter, module in (("/usr/bin/python3", "libvirt"), (sys.executable, "anyvirt"))
    )
    assert dict(zip(CALLS, ours, strict=True)) == dict(zip(CALLS, theirs, strict=True))
