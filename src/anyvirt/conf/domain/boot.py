"""How the guest starts: firmware, its variables, boot order, SMBIOS tables and init of containers."""

from __future__ import annotations

import re
from typing import Annotated, Final

from anyvirt.conf.domain.devices.source import DiskType, Source
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Converter, Element, YesNo, attr, child, children, need


class Firmware(WordEnum):
    BIOS = "bios"
    EFI = "efi"


class LoaderType(WordEnum):
    ROM = "rom"
    PFLASH = "pflash"


class BootDevice(WordEnum):
    FD = "fd"
    HD = "hd"
    CDROM = "cdrom"
    NETWORK = "network"


class SmbiosMode(WordEnum):
    EMULATE = "emulate"
    HOST = "host"
    SYSINFO = "sysinfo"


class FirmwareFeatureName(WordEnum):
    ENROLLED_KEYS = "enrolled-keys"
    SECURE_BOOT = "secure-boot"


class AcpiTableType(WordEnum):
    """What a file holds: the table itself without its header, a whole table, several whole ones."""

    SLIC = "slic"
    MSDM = "msdm"
    RAW = "raw"
    RAWSET = "rawset"


class FirmwareFeature(Element, tag="feature"):
    """A feature that an automatically chosen firmware must or must not have."""

    enabled: YesNo = need("@enabled")
    name: FirmwareFeatureName = need("@name")


class Loader(Element, tag="loader"):
    """The firmware image: <os><loader>."""

    readonly: YesNo | None = attr("@readonly")
    secure: YesNo | None = attr("@secure")  # needs secure boot
    type: LoaderType | None = attr("@type")
    stateless: YesNo | None = attr("@stateless")  # keeps no variables
    format: str | None = attr("@format")  # raw, qcow2
    path: str | None = attr(".")


class Nvram(Element, tag="nvram"):
    """The store of the firmware's variables: <os><nvram>."""

    template: str | None = attr("@template")  # what a missing store is created from
    template_format: str | None = attr("@templateFormat")
    type: DiskType | None = attr("@type")  # kind of source; absent where `path` names the file
    format: str | None = attr("@format")  # raw, qcow2
    source: Source | None = child("source", by="../@type")
    path: str | None = attr(".")


class VarStore(Element, tag="varstore"):
    """The store of a firmware that keeps its variables by a device of the guest's: <os><varstore>."""

    template: str | None = attr("@template")  # what a missing store is created from
    path: str | None = attr("@path")


class AcpiTable(Element, tag="table"):
    """An ACPI table handed to the guest."""

    type: AcpiTableType = need("@type")
    path: str = need(".")


class InitEnv(Element, tag="initenv"):
    """An environment variable of a container's init."""

    name: str = need("@name")
    value: str = need(".")


class SysinfoType(WordEnum):
    SMBIOS = "smbios"
    FWCFG = "fwcfg"


class SysinfoEntry(Element, tag="entry"):
    """A named string of a table."""

    name: str | None = attr("@name")
    file: str | None = attr("@file")  # fwcfg: where the content lies
    value: str | None = attr(".")


class BaseBoard(Element, tag="baseBoard"):
    """SMBIOS table of one board."""

    entries: list[SysinfoEntry] = children("entry")


class Sysinfo(Element, tag="sysinfo"):
    """<sysinfo>: SMBIOS strings, or files of the firmware configuration device."""

    type: SysinfoType = need("@type")
    bios: list[SysinfoEntry] = children("bios/entry")
    system: list[SysinfoEntry] = children("system/entry")
    base_boards: list[BaseBoard] = children("baseBoard")
    chassis: list[SysinfoEntry] = children("chassis/entry")
    oem_strings: list[str] = children("oemStrings/entry")
    entries: list[SysinfoEntry] = children("entry")


_LOADPARM: Final = r"(?a)(?=.*\S)[A-Z0-9. ]{1,8}"


def _read_loadparm(text: str) -> str:
    if re.fullmatch(_LOADPARM, text.upper()) is None:
        raise ValueError(text)
    return text.upper()


# What the boot loader of s390 is told.
Loadparm = Annotated[
    str,
    Converter(
        allowed="1 to 8 characters of A-Z, 0-9, '.' and blanks",
        parse=_read_loadparm,
        format=str,
        check=lambda value: isinstance(value, str) and re.fullmatch(_LOADPARM, value) is not None,
        plain=True,
    ),
]
