"""From power-on to the guest's kernel: firmware images, boot options, a kernel booted directly, SMBIOS tables."""

from __future__ import annotations

from anyvirt.conf.domain.boot import (
    AcpiTableType,
    BaseBoard,
    Loader,
    LoaderType,
    Nvram,
    SmbiosMode,
    Sysinfo,
    SysinfoEntry,
    SysinfoType,
)
from anyvirt.qemu.command.context import Context
from anyvirt.qemu.command.coverage import Coverage, every, fields
from anyvirt.qemu.command.line import Scalar
from anyvirt.util.error import ConfigUnsupported

TRANSLATED: Coverage = {
    **every(Sysinfo, SysinfoEntry, BaseBoard),
    Loader: fields("readonly secure type stateless format path"),
    # The template is for a store that is missing; that there is one has been seen to.
    Nvram: fields("template template_format format path"),
}

# Entries of <sysinfo>, and options of -smbios, by number of the table.
_SMBIOS = {
    0: ("vendor", "version", "date", "release"),
    1: ("manufacturer", "product", "version", "serial", "uuid", "sku", "family"),
    2: ("manufacturer", "product", "version", "serial", "asset", "location"),
    3: ("manufacturer", "version", "serial", "asset", "sku"),
}

# Names in the firmware configuration device that belong to the firmware and to QEMU.
_RESERVED_FILES = ("opt/ovmf/", "opt/org.qemu/")


def add_firmware(ctx: Context) -> None:
    """A firmware image other than the machine's own."""
    loader = ctx.domain.loader
    if loader is None or loader.path is None:
        if ctx.domain.os_firmware is not None:
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': firmware='{ctx.domain.os_firmware.value}' was not resolved to an image",
                hint="name one with <loader>",
            )
        return
    if loader.type is not LoaderType.PFLASH:
        ctx.line.text("-bios", loader.path)
        return
    if loader.secure:
        ctx.line.text("-global", "driver=cfi.pflash01,property=secure,value=on")
    _add_flash(ctx, "libvirt-pflash0", loader.path, loader.format, readonly=loader.readonly is not False)
    nvram = ctx.domain.nvram
    if nvram is not None:
        if nvram.path is None:
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': <nvram> has no path")
        _add_flash(ctx, "libvirt-pflash1", nvram.path, nvram.format, readonly=False)


def _add_flash(ctx: Context, name: str, path: str, image_format: str | None, *, readonly: bool) -> None:
    ctx.line.blockdev(
        {
            "driver": "file",
            "filename": path,
            "node-name": f"{name}-storage",
            "auto-read-only": True,
            "discard": "unmap",
        }
    )
    ctx.line.blockdev(
        {
            "node-name": f"{name}-format",
            "read-only": readonly,
            "driver": image_format or "raw",
            "file": f"{name}-storage",
        }
    )


def add_boot(ctx: Context) -> None:
    """The firmware's menu and patience, and the kernel that is booted without a boot loader."""
    domain = ctx.domain
    options: dict[str, Scalar] = {
        "menu": domain.bootmenu,
        "reboot-timeout": domain.bios_reboot_timeout,
        "splash-time": domain.bootmenu_timeout if domain.bootmenu else None,
        # Only devices with a boot index are tried.
        "strict": True,
    }
    ctx.line.pairs("-boot", None, options)
    files = (("-kernel", domain.kernel), ("-initrd", domain.initrd), ("-append", domain.cmdline), ("-dtb", domain.dtb))
    for option, value in files:
        if value is not None:
            ctx.line.text(option, value)
    for table in domain.acpi_tables:
        if table.type is not AcpiTableType.SLIC:
            kind = table.type.value
            raise ConfigUnsupported(f"domain '{domain.name}': ACPI tables of type '{kind}' are not supported")
        ctx.line.pairs("-acpitable", None, {"sig": "SLIC", "file": table.path})


def add_sysinfo(ctx: Context) -> None:
    """SMBIOS strings and files of the firmware configuration device."""
    if ctx.domain.smbios is SmbiosMode.HOST:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': <smbios mode='host'> is not supported")
    for sysinfo in ctx.domain.sysinfo:
        match sysinfo.type:
            case SysinfoType.SMBIOS:
                if ctx.domain.smbios is SmbiosMode.SYSINFO:
                    _add_smbios(ctx, sysinfo)
            case SysinfoType.FWCFG:
                for entry in sysinfo.entries:
                    _add_file(ctx, entry)


def _add_file(ctx: Context, entry: SysinfoEntry) -> None:
    where = f"domain '{ctx.domain.name}': <sysinfo type='fwcfg'>: entry '{entry.name}'"
    name = entry.name or ""
    if not name.startswith("opt/") or name.startswith(_RESERVED_FILES):
        raise ConfigUnsupported(f"{where} is not the user's to give", hint="use a name such as opt/com.example/thing")
    if (entry.value is None) == (entry.file is None):
        raise ConfigUnsupported(f"{where} needs either a text or the attribute file")
    ctx.line.pairs("-fw_cfg", None, {"name": name, "string": entry.value, "file": entry.file})


def _add_smbios(ctx: Context, sysinfo: Sysinfo) -> None:
    tables = [(0, sysinfo.bios), (1, sysinfo.system)]
    tables += [(2, board.entries) for board in sysinfo.base_boards]
    tables.append((3, sysinfo.chassis))
    for number, entries in tables:
        strings: dict[str, str | None] = {}
        for entry in entries:
            if entry.name not in _SMBIOS[number]:
                raise ConfigUnsupported(
                    f"domain '{ctx.domain.name}': SMBIOS table {number} has no entry '{entry.name}'",
                    hint=f"it has {', '.join(_SMBIOS[number])}",
                )
            # QEMU has no other place for the UUID than -uuid, which the definition's own must agree with anyway.
            if entry.name != "uuid":
                strings.setdefault(entry.name, entry.value)
        if strings:
            ctx.line.pairs("-smbios", None, {"type": number, **strings})
    if sysinfo.oem_strings:
        # The same key once for each string.
        values = "".join(f",value={value.replace(',', ',,')}" for value in sysinfo.oem_strings)
        ctx.line.text("-smbios", f"type=11{values}")
