"""CPU models: what becomes of hosts, guests and CPUID data.

Two columns of the manifest are to be taken otherwise than they read. The baselines of CPUID data are of what QEMU
says of the hosts (NAME-json.xml), not of what CPUID says (NAME-guest.xml); where the samples lack one of those files
the case is named as not tried. And what comes of a guest's live data is always what QEMU says of the host, too.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from anyvirt.conf import cpu as models
from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu import x86
from anyvirt.conf.cpu.cpuid import from_properties, parse_cpuid
from anyvirt.conf.cpu.decode import Offers, decode_guest, decode_host
from anyvirt.conf.cpu.document import AnyCpu
from anyvirt.conf.cpu.tables import as_of
from anyvirt.conf.cpu.tables import x86 as x86_table
from anyvirt.conf.domain.cpu import CpuFallback, CpuFeaturePolicy
from anyvirt.util.error import CpuIncompatible, libvirtError
from anyvirt.util.xmlmap import Element, children
from scripts.corpus.cases import Case, Check, Kind, Outcome, Result, compare

# What the hypervisors of the samples offer, by the word that the notes have for it.
OFFERS = {
    "model486": ("486",),
    "nomodel": ("nomodel",),
    "models": ("qemu64", "core2duo", "Nehalem"),
    "haswell": ("SandyBridge", "Haswell"),
    "ppc_models": ("POWER6", "POWER7", "POWER8"),
}


# Before this release libvirt chose the model with the shortest list of features, whatever it lacked.
PENALTY_SINCE = (8, 5)


class _HostCpus(Element, tag="cpuTest"):
    cpus: list[HostCpu] = children("cpu")


def _text(path: Path | None) -> str:
    assert path is not None
    return path.read_text(encoding="utf-8")


def _host(path: Path) -> HostCpu:
    cpu = models.parse(_text(path))
    assert isinstance(cpu, HostCpu)
    return cpu


def _replies(path: Path) -> list[Any]:
    """What QEMU answered: one JSON value after another."""
    text, found, place = _text(path).rstrip(), [], 0
    while place < len(text):
        value, place = json.JSONDecoder().raw_decode(text, place)
        found.append(value["return"])
        place += len(text[place:]) - len(text[place:].lstrip())
    return found


def _offers(case: Case) -> Offers | None:
    """What query-cpu-definitions said, where the case has it."""
    if not {"JSON_MODELS", "JSON_MODELS_REQUIRED"} & {*case.notes, case.note("json")}:
        return None
    definitions = _replies(case.document.with_suffix(".json"))[1:]
    table = x86_table()
    return {
        entry["name"]: tuple(table.aliases.get(name, name) for name in entry.get("unavailable-features", ()))
        for entry in definitions[0]
    }


@functools.cache
def _said_by_qemu(folder: Path) -> dict[str, Path]:
    """What is expected of QEMU's data for each host: samples that are the same have one file."""
    return {
        case.name.removesuffix("@json"): case.expected
        for case in Case.read(folder)
        if case.note("op") == "cpuid-json" and case.expected is not None
    }


def _baseline_inputs(case: Case) -> list[Path]:
    folder = case.document.parent.parent
    paths = (case.document, *case.others)
    if case.note("op") == "baseline":
        return list(paths)
    known = _said_by_qemu(folder)
    names = (path.stem.removesuffix("-guest") for path in paths)
    return [known.get(name, folder / "out" / f"{name}-json.xml") for name in names]


def _refused(case: Case, reason: str) -> Result:
    expected = case.expected is None and ("result=-1" in case.notes or "result=ERROR" in case.notes)
    return Result(case.name, Outcome.REJECTED if expected else Outcome.WRONGLY_REJECTED, reason)


def _said(case: Case, ours: str) -> Result:
    expected = case.note("result")
    same = ours == expected
    remark = "" if same else f"ours {ours} | expected {expected}"
    return Result(case.name, Outcome.IDENTICAL if same else Outcome.DIFFERENT, remark)


def _wrote(case: Case, cpu: AnyCpu) -> Result:
    if case.expected is None:
        return Result(case.name, Outcome.WRONGLY_ACCEPTED, "a result where none was to be")
    return Result(case.name, *compare(cpu.to_xml(), _text(case.expected)))


def _compare(case: Case) -> Result:
    try:
        verdict, _ = models.compare(_host(case.document), models.parse(_text(case.others[0])))
    except libvirtError as exc:
        return _refused(case, str(exc))
    return _said(case, verdict.name)


def _update(case: Case) -> Result:
    return _wrote(case, models.update(models.parse_guest(_text(case.others[0])), _host(case.document)))


def _guest(case: Case) -> Result:
    host, named = _host(case.document), case.note("models")
    guest = models.parse_guest(_text(case.others[0]))
    try:
        if models.compare(host, guest).verdict is models.Verdict.INCOMPATIBLE:
            raise CpuIncompatible("the host cannot offer it")
        guest = models.update(guest, host)
        if named:
            guest = models.translate(guest, str(host.arch), dict.fromkeys(OFFERS[named], ()))
    except libvirtError as exc:
        return _refused(case, str(exc))
    return _wrote(case, guest)


def _baseline(case: Case) -> Result:
    cpus: list[AnyCpu]
    if case.note("op") == "baseline":
        cpus = list(_HostCpus.from_xml(_text(case.document)).cpus)
    else:
        cpus = [models.parse(_text(path)) for path in _baseline_inputs(case)]
    flags = case.note("flags")
    try:
        best = models.baseline(
            cpus,
            migratable="VIR_CONNECT_BASELINE_CPU_MIGRATABLE" in flags,
            expanded="VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES" in flags,
        )
    except libvirtError as exc:
        return _refused(case, str(exc))
    return _wrote(case, best)


def _feature(case: Case) -> Result:
    try:
        has = models.has_feature(_host(case.document), case.note("feature"))
    except libvirtError:
        return _said(case, "FAIL")
    return _said(case, "YES" if has else "NO")


def _decode_host(case: Case) -> Result:
    return _wrote(case, decode_host(parse_cpuid(_text(case.document))))


def _decode_guest(case: Case) -> Result:
    return _wrote(case, decode_guest(parse_cpuid(_text(case.document)), _offers(case)))


def _decode_properties(case: Case) -> Result:
    properties = _replies(case.document)[0]["model"]["props"]
    return _wrote(case, decode_guest(from_properties(properties), _offers(case)))


def _signature(case: Case) -> Result:
    signature = parse_cpuid(_text(case.document)).signature
    assert signature is not None
    expected = [int(line.split()[1]) for line in _text(case.expected).splitlines()[1:]]
    same = list(signature) == expected
    return Result(case.name, Outcome.IDENTICAL if same else Outcome.DIFFERENT, f"ours {signature}")


def _update_live(case: Case) -> Result:
    """Model and features count; what is switched off need not be named."""
    enabled, disabled = (parse_cpuid(_text(path)).features for path in case.others)
    guest = models.parse_guest(_text(case.document))
    expected = models.parse_guest(_text(_said_by_qemu(case.document.parent.parent)[case.name.partition("@")[0]]))
    if expected.model is not None and expected.model.name is not None:
        if guest.model is not None:
            guest.model.fallback = CpuFallback.ALLOW
        guest = models.translate(guest, "x86_64", {expected.model.name: ()})
    ours = x86.update_live(guest, enabled, disabled)
    left, right = (
        {feature.name for feature in x86.expand(cpu).features if feature.policy is not CpuFeaturePolicy.DISABLE}
        for cpu in (ours, expected)
    )
    names = [cpu.model and cpu.model.name for cpu in (ours, expected)]
    if names[0] != names[1] or left != right:
        remark = f"ours {names[0]} {sorted(left - right)} | expected {names[1]} {sorted(right - left)}"
        return Result(case.name, Outcome.DIFFERENT, remark)
    return Result(case.name, Outcome.IDENTICAL)


def _not_tried(case: Case) -> str | None:
    """Why nothing can be said of a case."""
    if case.note("op") == "baseline" and case.release < PENALTY_SINCE:
        return f"expects the rule of before {'.'.join(map(str, PENALTY_SINCE))}, which counted features alone"
    if case.note("op") == "cpuid-baseline":
        missing = [path.name for path in _baseline_inputs(case) if not path.exists()]
        if missing:
            return f"the samples lack its inputs {', '.join(missing)}"
    return None


def _kind(operation: str, check: Check) -> Kind:
    def of_its_time(case: Case) -> Result:
        """What was expected then is what the models of that time make of it."""
        reason = _not_tried(case)
        if reason is not None:
            return Result(case.name, Outcome.NOT_YET, reason)
        with as_of(case.release):
            return check(case)

    return Kind(f"cpu {operation}", "cpu", of_its_time, lambda case: case.note("op") == operation)


KINDS = (
    _kind("compare", _compare),
    _kind("update", _update),
    _kind("guestcpu", _guest),
    _kind("baseline", _baseline),
    _kind("cpuid-baseline", _baseline),
    _kind("hasfeature", _feature),
    _kind("cpuid-host", _decode_host),
    _kind("cpuid-guest", _decode_guest),
    _kind("cpuid-json", _decode_properties),
    _kind("cpuid-signature", _signature),
    _kind("update-live", _update_live),
)
