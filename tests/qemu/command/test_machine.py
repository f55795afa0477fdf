"""The machine, its CPUs, memory and clock."""

from __future__ import annotations

import dataclasses

import pytest

from anyvirt.util.error import ConfigUnsupported
from tests.qemu.command.commandline import CAPS, Parsed, build_from, document


def built(general: str = "", *, features: str = "<acpi/>", machine: str = "pc", accelerator: str = "tcg") -> Parsed:
    return build_from(document(general=general, features=features, machine=machine), accelerator=accelerator)


def test_every_guest_starts_stopped_with_its_monitor_listening() -> None:
    parsed = built()
    assert parsed.one("-S") == ""
    assert parsed.pairs("-chardev", "charmonitor") | {"": "socket"} == {
        "": "socket",
        "id": "charmonitor",
        "fd": "17",
        "server": "on",
        "wait": "off",
    }
    assert parsed.pairs("-mon")["mode"] == "control"
    assert parsed.command.pass_fds == (17,)


def test_nothing_of_the_host_s_defaults_gets_in() -> None:
    parsed = built()
    for option in ("-nodefaults", "-no-user-config"):
        assert parsed.one(option) == ""
    assert parsed.one("-display") == "none"
    assert parsed.pairs("-sandbox")[""] == "on"
    assert parsed.command.env["LC_ALL"] == "C"
    assert parsed.command.env["HOME"] == "/run/guest"


def test_acpi_is_off_unless_it_is_asked_for() -> None:
    assert built().pairs("-machine")["acpi"] == "on"
    assert built(features="<apic/>").pairs("-machine")["acpi"] == "off"


def test_unknown_machine_type_is_named() -> None:
    with pytest.raises(ConfigUnsupported, match="no machine type 'pc-next'"):
        built(machine="pc-next")


def test_machine_options() -> None:
    options = built(
        "<memoryBacking><nosharepages/></memoryBacking><clock offset='utc'><timer name='hpet' present='no'/></clock>",
        features="<acpi/><vmport state='off'/><smm state='on'/><ioapic driver='qemu'/>",
    ).pairs("-machine")
    wanted = {"vmport": "off", "smm": "on", "kernel_irqchip": "split", "hpet": "off", "mem-merge": "off"}
    assert wanted.items() <= options.items()


def test_old_qemu_is_refused() -> None:
    old = dataclasses.replace(CAPS, version=(6, 2, 0))
    with pytest.raises(ConfigUnsupported, match=r"6\.2\.0; 7\.2\.0 or later"):
        build_from(document(), caps=old)


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ("", {"shutdown": "poweroff", "reboot": "reset"}),
        ("<on_reboot>restart</on_reboot>", {"shutdown": "poweroff", "reboot": "reset"}),
        ("<on_reboot>destroy</on_reboot>", {"shutdown": "poweroff", "reboot": "shutdown"}),
        ("<on_poweroff>restart</on_poweroff>", {"shutdown": "pause", "reboot": "reset"}),
    ],
)
def test_what_follows_when_the_guest_ends(events: str, wanted: dict[str, str]) -> None:
    """QEMU resets or leaves by itself; it stays where the driver is to start the guest again."""
    assert built(events).pairs("-action") == wanted


@pytest.mark.parametrize(("state", "value"), [("no", "1"), ("yes", "0")])
def test_sleep_states(state: str, value: str) -> None:
    pm = f"<pm><suspend-to-mem enabled='{state}'/></pm>"
    assert built(pm).one("-global") == f"PIIX4_PM.disable_s3={value}"
    assert built(pm, machine="q35").one("-global") == f"ICH9-LPC.disable_s3={value}"


# --- CPU --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cpu", "accelerator", "model"),
    [
        ("", "tcg", "qemu64"),  # the machine's default
        ("<cpu mode='custom'><model>Haswell</model></cpu>", "tcg", "Haswell"),
        ("<cpu mode='maximum'/>", "tcg", "max"),
        ("<cpu mode='host-passthrough'/>", "kvm", "host"),
        ("<cpu mode='host-passthrough'/>", "tcg", "max"),
        ("<cpu mode='host-model'/>", "kvm", "host"),
    ],
)
def test_cpu_model(cpu: str, accelerator: str, model: str) -> None:
    assert built(cpu, accelerator=accelerator).pairs("-cpu")[""] == model


def test_cpu_features() -> None:
    options = built(
        """<cpu mode='custom'><model vendor_id='abcdefghijkl'>Haswell</model>
           <cache level='3' mode='emulate'/><maxphysaddr mode='emulate' bits='42'/>
           <feature policy='require' name='lahf_lm'/><feature policy='disable' name='svm'/>
           <feature policy='require' name='pclmuldq'/></cpu>"""
    ).pairs("-cpu")
    assert options == {
        "": "Haswell",
        "vendor": "abcdefghijkl",
        "lahf-lm": "on",
        "svm": "off",
        "pclmulqdq": "on",
        "l3-cache": "on",
        "phys-bits": "42",
    }


def test_paravirtual_features_are_options_of_the_cpu() -> None:
    options = built(
        """<clock offset='utc'><timer name='kvmclock' present='no'/><timer name='hypervclock' present='yes'/>
           <timer name='tsc' frequency='1000000000'/></clock>""",
        features="""<acpi/><apic eoi='on'/><pvspinlock state='off'/><kvm><hidden state='on'/></kvm><hyperv>
           <relaxed state='on'/><vapic state='off'/><spinlocks state='on' retries='4096'/></hyperv>""",
    ).pairs("-cpu")
    assert options == {
        "": "qemu64",
        "kvm-pv-eoi": "on",
        "kvm-pv-unhalt": "off",
        "kvm": "off",
        "kvmclock": "off",
        "hv-time": "on",
        "tsc-frequency": "1000000000",
        "hv-relaxed": "on",
        "hv-spinlocks": "0x1000",
    }


def test_cpus_at_boot_and_topology() -> None:
    assert built("<vcpu>3</vcpu>").one("-smp") == "3,sockets=3,cores=1,threads=1"
    topology = "<cpu><topology sockets='2' dies='1' cores='3' threads='1'/></cpu>"
    assert (
        built(f"<vcpu current='2'>6</vcpu>{topology}").one("-smp") == "2,maxcpus=6,sockets=2,dies=1,cores=3,threads=1"
    )


def test_only_the_first_cpus_can_be_there_at_boot() -> None:
    vcpus = "<vcpus><vcpu id='0' enabled='yes'/><vcpu id='1' enabled='{}'/><vcpu id='2' enabled='{}'/></vcpus>"
    assert built(f"<vcpu>3</vcpu>{vcpus.format('yes', 'no')}").one("-smp").startswith("2,maxcpus=3")
    with pytest.raises(ConfigUnsupported, match=r"CPUs \[0, 2\]"):
        built(f"<vcpu>3</vcpu>{vcpus.format('no', 'yes')}")


# --- memory -----------------------------------------------------------------------------------------------------------


def test_memory_is_a_back_end_of_the_machine() -> None:
    parsed = built()
    assert parsed.pairs("-machine")["memory-backend"] == "pc.ram"
    assert parsed.one("-m") == "size=65536k"
    assert parsed.object("pc.ram") == {"qom-type": "memory-backend-ram", "id": "pc.ram", "size": 64 << 20}
    assert parsed.one("-overcommit") == "mem-lock=off"


def test_memory_comes_in_whole_mebibytes() -> None:
    xml = document().replace("<memory unit='MiB'>64</memory>", "<memory unit='KiB'>65537</memory>")
    parsed = build_from(xml)
    assert parsed.one("-m") == "size=66560k"
    assert parsed.object("pc.ram")["size"] == 65 << 20


@pytest.mark.parametrize(
    ("backing", "wanted"),
    [
        ("<access mode='shared'/>", {"qom-type": "memory-backend-memfd", "share": True}),
        ("<source type='memfd'/>", {"qom-type": "memory-backend-memfd"}),
        ("<source type='file'/>", {"qom-type": "memory-backend-file", "mem-path": "/run/guest/pc.ram"}),
        (
            "<hugepages><page size='2' unit='MiB'/></hugepages>",
            {"qom-type": "memory-backend-memfd", "hugetlb": True, "hugetlbsize": 2 << 20, "prealloc": True},
        ),
        ("<allocation mode='immediate' threads='4'/>", {"prealloc": True, "prealloc-threads": 4}),
    ],
)
def test_memory_backing(backing: str, wanted: dict[str, object]) -> None:
    parsed = built(f"<memoryBacking>{backing}</memoryBacking>")
    assert wanted.items() <= parsed.object("pc.ram").items()


def test_locked_memory() -> None:
    assert built("<memoryBacking><locked/></memoryBacking>").one("-overcommit") == "mem-lock=on"


def test_numa_cells() -> None:
    """Each cell has its own memory; a distance given once holds in both directions."""
    parsed = built(
        """<vcpu>4</vcpu><cpu><numa>
           <cell id='0' cpus='0-1,3' memory='32' unit='MiB' memAccess='shared'>
             <distances><sibling id='1' value='21'/></distances></cell>
           <cell id='1' cpus='2' memory='32' unit='MiB'/></numa></cpu>"""
    )
    assert "memory-backend" not in parsed.pairs("-machine")
    assert parsed.object("ram-node0") == {
        "qom-type": "memory-backend-memfd",
        "id": "ram-node0",
        "share": True,
        "size": 32 << 20,
    }
    assert parsed.all("-numa") == [
        "node,nodeid=0,cpus=0-1,cpus=3,memdev=ram-node0",
        "node,nodeid=1,cpus=2,memdev=ram-node1",
        "dist,src=0,dst=0,val=10",
        "dist,src=0,dst=1,val=21",
        "dist,src=1,dst=0,val=21",
        "dist,src=1,dst=1,val=10",
    ]


# --- clock ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "base"),
    [
        ("", "utc"),
        ("<clock offset='localtime'/>", "localtime"),
        ("<clock offset='timezone' timezone='Europe/Berlin'/>", "localtime"),
        ("<clock offset='variable' adjustment='3600' basis='utc'/>", "2030-01-02T04:04:05"),
        ("<clock offset='absolute' start='1234567890'/>", "2009-02-13T23:31:30"),
    ],
)
def test_clock(clock: str, base: str) -> None:
    assert built(clock).pairs("-rtc")["base"] == base


def test_time_zone_is_an_environment_variable() -> None:
    parsed = built("<clock offset='timezone' timezone='Europe/Berlin'/>")
    assert parsed.command.env["TZ"] == "Europe/Berlin"


def test_lost_ticks() -> None:
    timers = "<timer name='rtc' tickpolicy='catchup' track='guest'/><timer name='pit' tickpolicy='delay'/>"
    parsed = built(f"<clock offset='utc'>{timers}</clock>", accelerator="kvm")
    assert parsed.pairs("-rtc") == {"base": "utc", "clock": "vm", "driftfix": "slew"}
    assert parsed.one("-global") == "kvm-pit.lost_tick_policy=delay"


@pytest.mark.parametrize(
    "timer", ["name='pit' tickpolicy='merge'", "name='rtc' track='boot'", "name='pit' present='no'", "name='platform'"]
)
def test_timers_that_qemu_does_not_have(timer: str) -> None:
    with pytest.raises(ConfigUnsupported, match="timer '"):
        built(f"<clock offset='utc'><timer {timer}/></clock>")


# --- from power-on to the kernel --------------------------------------------------------------------------------------


def test_kernel_is_booted_directly() -> None:
    boot = "<kernel>/k,1</kernel><initrd>/i</initrd><cmdline>console=ttyS0 a=1,b</cmdline>"
    parsed = build_from(document(os=boot))
    assert [parsed.one(name) for name in ("-kernel", "-initrd", "-append")] == ["/k,1", "/i", "console=ttyS0 a=1,b"]


def test_boot_menu() -> None:
    boot = "<bootmenu enable='yes' timeout='3000'/><bios rebootTimeout='-1'/>"
    options = build_from(document(os=boot)).pairs("-boot")
    assert options == {"menu": "on", "splash-time": "3000", "reboot-timeout": "-1", "strict": "on"}


def test_firmware_in_flash() -> None:
    """Code and variables are block nodes that the machine names."""
    loader = "<loader readonly='yes' secure='yes' type='pflash'>/code.fd</loader><nvram>/vars.fd</nvram>"
    parsed = build_from(document(machine="q35", os=loader))
    machine = parsed.pairs("-machine")
    assert parsed.node(machine["pflash0"])["read-only"] is True
    assert parsed.node(machine["pflash1"])["read-only"] is False
    assert parsed.node("libvirt-pflash1-storage")["filename"] == "/vars.fd"
    assert parsed.one("-global") == "driver=cfi.pflash01,property=secure,value=on"


def test_firmware_that_nobody_chose() -> None:
    xml = document().replace("<os>", "<os firmware='efi'>")
    with pytest.raises(ConfigUnsupported, match="firmware='efi' was not resolved"):
        build_from(xml)


def test_smbios_strings() -> None:
    sysinfo = """<sysinfo type='smbios'><bios><entry name='vendor'>a,b</entry></bios>
      <oemStrings><entry>one</entry><entry>two, three</entry></oemStrings></sysinfo>
      <sysinfo type='fwcfg'><entry name='opt/org.example/x'>y</entry></sysinfo>"""
    parsed = build_from(document(os="<smbios mode='sysinfo'/>", general=sysinfo))
    assert parsed.all("-smbios") == ["type=0,vendor=a,,b", "type=11,value=one,value=two,, three"]
    assert parsed.pairs("-fw_cfg") == {"name": "opt/org.example/x", "string": "y"}


# --- the user's own options -------------------------------------------------------------------------------------------


def test_options_of_the_user_come_last() -> None:
    extra = """<qemu:commandline><qemu:arg value='-set'/><qemu:arg value='device.x.y=z'/>
      <qemu:env name='A' value='b'/></qemu:commandline>"""
    parsed = build_from(document().replace("</domain>", f"{extra}</domain>"))
    assert parsed.command.argv[-2:] == ["-set", "device.x.y=z"]
    assert parsed.command.env["A"] == "b"
