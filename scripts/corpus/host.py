"""What hosts and hypervisors can do: documents that libvirt only writes, through our models and back."""

from __future__ import annotations

from anyvirt.conf.capabilities import Capabilities
from anyvirt.conf.domain_capabilities import DomainCapabilities
from anyvirt.conf.sysinfo import HostSysinfo
from anyvirt.util.xmlmap import Element
from scripts.corpus.cases import Case, Check, Kind, Result, compare


def _round_trip(model: type[Element]) -> Check:
    """The document is the expected one, or the input where nothing is expected."""

    def check(case: Case) -> Result:
        document = (case.expected or case.document).read_text(encoding="utf-8")
        return Result(case.name, *compare(model.from_xml(document).to_xml(), document))

    return check


KINDS = (
    Kind("capabilities model", "capabilities", _round_trip(Capabilities)),
    Kind("domaincapabilities model", "domaincapabilities", _round_trip(DomainCapabilities)),
    Kind("sysinfo model", "sysinfo", _round_trip(HostSysinfo)),
)
