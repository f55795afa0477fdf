"""test:///default: the node that everybody knows."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.error import InternalError, InvalidArg, NoDomain, NoSupport, OperationInvalid, XmlError, XmlInvalidSchema

TEST_XML = """\
<domain type='test' id='1'>
  <name>test</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  <memory unit='KiB'>8388608</memory>
  <currentMemory unit='KiB'>2097152</currentMemory>
  <vcpu placement='static'>2</vcpu>
  <os>
    <type arch='i686'>hvm</type>
    <boot dev='hd'/>
  </os>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <source file='/guest/diskimage1'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </disk>
    <interface type='network'>
      <mac address='aa:bb:cc:dd:ee:ff'/>
      <source network='default'/>
      <target dev='testnet0'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
    </interface>
    <memballoon model='virtio'>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
    </memballoon>
  </devices>
</domain>
"""


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture
def test(conn: anyvirt.virConnect) -> anyvirt.virDomain:
    return conn.lookupByName("test")


def small(name: str, more: str = "") -> str:
    return f"<domain type='test'><name>{name}</name><memory>1024</memory>{more}<os><type>hvm</type></os></domain>"


def test_there_is_one_domain_and_it_runs(conn: anyvirt.virConnect, test: anyvirt.virDomain) -> None:
    assert [(domain.name(), domain.ID()) for domain in conn.listAllDomains()] == [("test", 1)]
    assert test.state() == [constants.VIR_DOMAIN_RUNNING, 0]
    assert test.info()[:4] == [constants.VIR_DOMAIN_RUNNING, 8388608, 2097152, 2]
    assert (test.isPersistent(), test.isUpdated(), test.autostart(), test.OSType()) == (1, 0, 0, "linux")


def test_its_xml(test: anyvirt.virDomain) -> None:
    assert test.XMLDesc() == TEST_XML
    assert test.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE) == TEST_XML.replace(" id='1'", "")


def test_the_host(conn: anyvirt.virConnect) -> None:
    assert conn.getType() == "TEST"
    assert conn.getURI() == "test:///default"
    assert conn.getVersion() == 2
    assert conn.getLibVersion() == anyvirt.getVersion()
    assert conn.getInfo() == ["i686", 3072, 16, 1400, 2, 2, 2, 2]
    assert conn.getMaxVcpus(None) == 32
    assert (conn.isAlive(), conn.isSecure(), conn.isEncrypted()) == (1, 1, 0)
    assert conn.getFreeMemory() == 3145728
    assert conn.getCellsFreeMemory(0, 5) == [2097152, 4194304]
    assert conn.getCPUMap() == (8, [True, False, True, False, True, False, False, False], 3)
    assert conn.getSecurityModel() == ["testSecurity", ""]
    assert "<cells num='2'>" in conn.getCapabilities()
    assert conn.getSysinfo().startswith("<sysinfo type='smbios'>")
    assert conn.getHostname()


def test_connections_share_it(conn: anyvirt.virConnect) -> None:
    with anyvirt.open("test:///default") as other:
        other.defineXML(small("shared"))
        assert conn.lookupByName("shared").isPersistent()
    assert conn.lookupByName("shared").isActive() == 0


def test_it_goes_with_the_last_connection() -> None:
    with anyvirt.open("test:///default") as conn:
        conn.lookupByName("test").destroy()
        conn.defineXML(small("mine"))
    with anyvirt.open("test:///default") as conn:
        assert [(domain.name(), domain.ID()) for domain in conn.listAllDomains()] == [("test", 1)]


def test_opening_and_closing_from_many_threads() -> None:
    def use() -> None:
        for _ in range(20):
            with anyvirt.open("test:///default") as conn:
                assert conn.lookupByName("test").isActive() == 1

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("uri", ["test:///", "test://", "test:"])
def test_a_uri_that_names_no_node_is_refused(uri: str) -> None:
    with pytest.raises(InvalidArg):
        anyvirt.open(uri)


def test_codes_of_calls_that_do_not_fit_the_state(test: anyvirt.virDomain) -> None:
    with pytest.raises(InternalError, match="Domain 'test' is already running"):
        test.create()
    with pytest.raises(InternalError, match="domain 'test' not paused"):
        test.resume()
    test.destroy()
    for call in (test.suspend, test.shutdown):
        with pytest.raises(InternalError, match="domain 'test' not running"):
            call()
    for other in (test.destroy, test.reboot, test.reset):
        with pytest.raises(OperationInvalid, match="domain is not running"):
            other()


@pytest.mark.parametrize(
    ("call", "flags"),
    [
        ("listAllDomains", 1 << 16),
        ("defineXMLFlags", 2),
        ("createXML", 1),
        ("XMLDesc", constants.VIR_DOMAIN_XML_UPDATE_CPU),
        ("createWithFlags", 1),
        ("destroyFlags", 2),
        ("shutdownFlags", 1),
        ("reboot", 32),
        ("reset", 1),
        ("state", 1),
        ("undefineFlags", 1 << 6),
        ("rename", 1),
        ("metadata", 4),
        ("setMetadata", 4),
        ("setMemoryFlags", 8),
        ("vcpusFlags", 8),
        ("setVcpusFlags", 16),
        ("pinVcpuFlags", 4),
        ("vcpuPinInfo", 4),
        ("pinEmulator", 4),
        ("emulatorPinInfo", 4),
        ("hostname", 4),
        ("getCPUMap", 1),
        ("getCPUStats", 1),
        ("getSysinfo", 1),
        ("getAllDomainStats", 1 << 8),
    ],
)
def test_unknown_flags_are_refused_by_name(
    conn: anyvirt.virConnect, test: anyvirt.virDomain, call: str, flags: int
) -> None:
    arguments: dict[str, tuple[object, ...]] = {
        "defineXMLFlags": (small("x"),),
        "createXML": (small("x"),),
        "rename": ("x",),
        "metadata": (0, None),
        "setMetadata": (0, "text", None, None),
        "setMemoryFlags": (1024,),
        "setVcpusFlags": (1,),
        "pinVcpuFlags": (0, (True,)),
        "pinEmulator": ((True,),),
        "getCPUStats": (0,),
        "getAllDomainStats": (0,),
    }
    before = test.XMLDesc()
    owner = conn if hasattr(conn, call) else test
    with pytest.raises(InvalidArg, match=rf"^unsupported flags \({flags:#x}\) in function vir") as caught:
        getattr(owner, call)(*arguments.get(call, ()), flags)
    assert caught.value.get_error_domain() == constants.VIR_FROM_TEST
    assert test.XMLDesc() == before
    assert len(conn.listAllDomains()) == 1


def test_what_is_not_there_names_the_function(test: anyvirt.virDomain) -> None:
    with pytest.raises(NoSupport, match=r"not supported by the connection driver: virDomainGetAutostartOnce"):
        test.autostartOnce()


def test_validating_refuses_what_is_unknown(conn: anyvirt.virConnect) -> None:
    xml = small("strict", "<bogus/>")
    with pytest.raises(XmlInvalidSchema, match="bogus"):
        conn.defineXMLFlags(xml, constants.VIR_DOMAIN_DEFINE_VALIDATE)
    with pytest.raises(NoDomain):
        conn.lookupByName("strict")
    assert conn.defineXML(xml).name() == "strict"


def test_what_a_definition_leaves_to_the_driver(conn: anyvirt.virConnect) -> None:
    devices = (
        "<devices><interface type='user'><target dev='testnet0'/></interface><interface type='user'/><video/>"
        "<graphics type='vnc'/></devices>"
    )
    xml = conn.defineXML(small("web", devices)).XMLDesc()
    assert "<type arch='i686'>hvm</type>" in xml
    assert "<target dev='testnet0'/>" in xml
    assert "<target dev='testnet1'/>" in xml
    assert "<model type='cirrus' vram='16384' heads='1' primary='yes'/>" in xml
    assert "<input" not in xml


@pytest.mark.parametrize(("action", "runs"), [("destroy", 0), ("preserve", 0), ("restart", 1), ("rename-restart", 1)])
@pytest.mark.parametrize("how", ["shutdown", "reboot"])
def test_what_follows_a_guest_that_powers_off(conn: anyvirt.virConnect, how: str, action: str, runs: int) -> None:
    element = {"shutdown": "on_poweroff", "reboot": "on_reboot"}[how]
    domain = conn.defineXML(small("web", f"<{element}>{action}</{element}>"))
    domain.create()
    getattr(domain, how)()
    assert domain.isActive() == runs
    reason = constants.VIR_DOMAIN_RUNNING_BOOTED if runs else constants.VIR_DOMAIN_SHUTOFF_SHUTDOWN
    assert domain.state()[1] == reason


def test_a_paused_guest_that_reboots_runs(test: anyvirt.virDomain) -> None:
    test.suspend()
    test.reset()
    assert test.state() == [constants.VIR_DOMAIN_PAUSED, constants.VIR_DOMAIN_PAUSED_USER]
    test.reboot()
    assert test.state() == [constants.VIR_DOMAIN_RUNNING, constants.VIR_DOMAIN_RUNNING_BOOTED]


def test_memory_cannot_change_live_and_config_at_once(test: anyvirt.virDomain) -> None:
    both = constants.VIR_DOMAIN_AFFECT_LIVE | constants.VIR_DOMAIN_AFFECT_CONFIG
    with pytest.raises(InvalidArg, match="mutually exclusive"):
        test.setMemoryFlags(1024, both)
    with pytest.raises(InvalidArg, match="mutually exclusive"):
        test.vcpusFlags(both)


def test_vcpus_can_change_live_and_config_at_once(test: anyvirt.virDomain) -> None:
    both = constants.VIR_DOMAIN_AFFECT_LIVE | constants.VIR_DOMAIN_AFFECT_CONFIG
    test.setVcpusFlags(1, both)
    assert test.vcpusFlags(constants.VIR_DOMAIN_AFFECT_LIVE) == 1
    assert test.vcpusFlags(constants.VIR_DOMAIN_AFFECT_CONFIG) == 1
    test.setVcpusFlags(8, constants.VIR_DOMAIN_AFFECT_CONFIG | constants.VIR_DOMAIN_VCPU_MAXIMUM)
    with pytest.raises(InvalidArg, match=r"6 CPUs are more than the 2"):
        test.setVcpusFlags(6, both)


def test_pinning(test: anyvirt.virDomain) -> None:
    everywhere = (True,) * 8
    assert test.vcpuPinInfo() == [everywhere, everywhere]
    test.pinVcpu(1, (True, False, True))
    assert test.vcpuPinInfo() == [everywhere, (True, False, True) + (False,) * 5]
    assert "<vcpupin vcpu='1' cpuset='0,2'/>" in test.XMLDesc()
    assert "<vcpupin" not in test.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE)
    infos, _ = test.vcpus()
    assert [(info[0], info[1], info[3]) for info in infos] == [(0, 1, 15), (1, 1, 2)]
    test.pinEmulator((False, True), constants.VIR_DOMAIN_AFFECT_CONFIG)
    assert test.emulatorPinInfo(constants.VIR_DOMAIN_AFFECT_CONFIG) == (False, True) + (False,) * 6
    assert test.emulatorPinInfo() == everywhere
    with pytest.raises(InvalidArg, match="domain 'test' has no vcpu 7"):
        test.pinVcpu(7, (True,))
    with pytest.raises(InvalidArg, match="at least one"):
        test.pinVcpu(0, (False,))


def test_statistics(conn: anyvirt.virConnect, test: anyvirt.virDomain) -> None:
    conn.defineXML(small("off"))
    running = {"state.state": constants.VIR_DOMAIN_RUNNING, "state.reason": 0}
    stopped = {"state.state": constants.VIR_DOMAIN_SHUTOFF, "state.reason": 0}
    assert [(dom.name(), figures) for dom, figures in conn.getAllDomainStats()] == [("test", running), ("off", stopped)]
    inactive = constants.VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE
    assert [dom.name() for dom, _ in conn.getAllDomainStats(0, inactive)] == ["off"]
    with pytest.raises(anyvirt.libvirtError, match="statistics 0x2 are unknown"):
        conn.getAllDomainStats(
            constants.VIR_DOMAIN_STATS_CPU_TOTAL, constants.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS
        )
    assert test.memoryStats()["available"] == 2097152
    assert test.hostname() == "testhost"
    assert test.controlInfo() == [0, 0, 0]


def test_blocking_calls_need_no_asyncio() -> None:
    program = (
        "import sys, anyvirt\n"
        "with anyvirt.open('test:///default') as conn:\n"
        "    domain = conn.lookupByName('test')\n"
        "    domain.destroy(); domain.create(); domain.undefine()\n"
        "assert 'asyncio' not in sys.modules, 'asyncio was imported'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


PENRYN = "<cpu><arch>x86_64</arch><model>Penryn</model><vendor>Intel</vendor><feature name='invtsc'/></cpu>"


def test_hosts_have_a_baseline() -> None:
    with anyvirt.open("test:///default") as conn:
        assert "<model fallback='allow'>Penryn</model>" in conn.baselineCPU(
            [PENRYN, PENRYN.replace("Penryn", "Nehalem")]
        )
        assert "invtsc" in conn.baselineCPU([PENRYN])
        assert "'ssse3'" in conn.baselineCPU([PENRYN], constants.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES)


def test_a_baseline_is_of_hosts_and_of_nothing_else() -> None:
    with anyvirt.open("test:///default") as conn:
        with pytest.raises(InvalidArg, match="a baseline needs at least one"):
            conn.baselineCPU([])
        with pytest.raises(XmlError, match="a host has an <arch>"):
            conn.baselineCPU(["<cpu match='exact'><model>Penryn</model></cpu>"])
        with pytest.raises(InvalidArg, match="unsupported flags"):
            conn.baselineCPU([PENRYN], constants.VIR_CONNECT_BASELINE_CPU_MIGRATABLE)


def test_models_of_cpus_are_listed_by_architecture() -> None:
    """Nobody lists those of ARM: QEMU takes any. An architecture is looked up before its CPUs are."""
    with anyvirt.open("test:///default") as conn:
        assert {"486", "EPYC-Turin"} <= set(conn.getCPUModelNames("x86_64"))
        assert conn.getCPUModelNames("aarch64") == []
        with pytest.raises(InvalidArg, match="pdp11") as caught:
            conn.getCPUModelNames("pdp11")
        assert caught.value.get_error_domain() == constants.VIR_FROM_TEST
        with pytest.raises(NoSupport, match="'sparc'") as refused:
            conn.getCPUModelNames("sparc")
        assert refused.value.get_error_domain() == constants.VIR_FROM_CPU
