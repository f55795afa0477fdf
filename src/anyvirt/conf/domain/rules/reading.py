"""What libvirt refuses while it reads a document, in the order in which it reads: all of it comes before any default.

A document with several mistakes gets the code of the first one, so this order is part of what callers see.
"""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.cpu import check_cpu, check_numatune
from anyvirt.conf.domain.rules.disks import check_source_read
from anyvirt.conf.domain.rules.general import (
    check_names,
    check_os_type,
    check_seclabels,
    check_sysinfo,
)
from anyvirt.conf.domain.rules.platform import check_clock, check_features
from anyvirt.conf.domain.rules.reading_devices import check_devices_read
from anyvirt.conf.domain.rules.security import check_keywrap
from anyvirt.conf.domain.rules.tuning import check_page_sizes, check_perf
from anyvirt.conf.domain.rules.vcpus import check_vcpus


def check_reading(domain: Domain) -> None:
    """Check *domain* as it was read.

    Raises:
        XmlError, XmlDetail, ConfigUnsupported, ...: the first mistake.
    """
    check_names(domain)
    check_os_type(domain)
    check_seclabels(domain)
    check_page_sizes(domain)
    check_vcpus(domain)
    check_cpu(domain)
    check_numatune(domain)
    check_features(domain)
    check_perf(domain)
    check_clock(domain)
    if domain.nvram is not None:
        check_source_read(domain.nvram.source, "os/nvram")
    check_devices_read(domain)
    check_sysinfo(domain)
    check_keywrap(domain)
