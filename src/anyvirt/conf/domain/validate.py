"""Rules across fields that hold whatever the driver. The first one that is broken is reported.

Codes are libvirt's: XmlError for what contradicts itself, ConfigUnsupported for what cannot be had.
"""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.chardevs import check_chardevs
from anyvirt.conf.domain.rules.devices import check_addresses, check_controllers, check_devices
from anyvirt.conf.domain.rules.disks import check_disks
from anyvirt.conf.domain.rules.general import (
    check_boot,
    check_cpu,
    check_memory,
    check_names,
    check_os,
    check_seclabels,
    check_sysinfo,
    check_vcpus,
)
from anyvirt.conf.domain.rules.hostdevs import check_hostdevs
from anyvirt.conf.domain.rules.interfaces import check_interfaces
from anyvirt.conf.domain.rules.memory_devices import check_memory_devices
from anyvirt.conf.domain.rules.others import check_other_devices
from anyvirt.conf.domain.rules.platform import check_platform
from anyvirt.conf.domain.rules.reading import check_reading
from anyvirt.conf.domain.rules.tuning import check_tuning


def validate(domain: Domain) -> None:
    """Check *domain*, after `post_parse`.

    Raises:
        XmlError, ConfigUnsupported, InvalidArg, ...: the first rule that is broken, with the values that break it.
    """
    check_names(domain)
    check_reading(domain)
    check_os(domain)
    check_sysinfo(domain)
    check_seclabels(domain)
    check_memory(domain)
    check_tuning(domain)
    check_vcpus(domain)
    check_cpu(domain)
    check_platform(domain)
    check_disks(domain)
    check_controllers(domain)
    check_interfaces(domain)
    check_chardevs(domain)
    check_devices(domain)
    check_hostdevs(domain)
    check_memory_devices(domain)
    check_other_devices(domain)
    check_addresses(domain)
    check_boot(domain)
