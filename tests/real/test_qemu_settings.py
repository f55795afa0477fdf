"""Memory, processors, annotations and statistics of running and stopped domains."""

from __future__ import annotations

import os

import pytest

from anyvirt import constants as c
from anyvirt import virConnect, virDomain
from anyvirt.error import ArgumentUnsupported, InvalidArg, NoDomainMetadata, OperationInvalid
from tests.real.machines import bare, number

pytestmark = pytest.mark.real

LIVE, CONFIG = c.VIR_DOMAIN_AFFECT_LIVE, c.VIR_DOMAIN_AFFECT_CONFIG
INACTIVE = c.VIR_DOMAIN_XML_INACTIVE


@pytest.fixture
def dom(qemu: virConnect) -> virDomain:
    return qemu.defineXML(bare(memory_mib=64, vcpus="<vcpu current='1'>4</vcpu>"))


class TestMemory:
    def test_live_and_next(self, dom: virDomain) -> None:
        """The running guest and its configuration change apart."""
        dom.create()
        dom.setMemoryFlags(48 * 1024, CONFIG)
        assert "<currentMemory unit='KiB'>49152<" in dom.XMLDesc(INACTIVE)
        assert dom.info()[1:3] == [65536, 65536]
        dom.setMemory(32 * 1024)
        assert "<currentMemory unit='KiB'>49152<" in dom.XMLDesc(INACTIVE)
        with pytest.raises(InvalidArg, match=r"100000 KiB .* 65536 KiB that 'bare' may have"):
            dom.setMemory(100_000)
        with pytest.raises(OperationInvalid, match="maximum memory of 'bare'"):
            dom.setMaxMemory(100_000)

    def test_a_start_with_less(self, qemu: virConnect) -> None:
        """currentMemory below memory is asked of the guest's balloon at once."""
        xml = bare(memory_mib=64).replace("<vcpu>", "<currentMemory unit='MiB'>48</currentMemory><vcpu>")
        dom = qemu.createXML(xml)
        assert dom.info()[1] == 65536
        assert dom.memoryStats()["actual"] in (48 * 1024, 64 * 1024)

    def test_without_a_balloon(self, qemu: virConnect) -> None:
        """Such a guest has all its memory, always."""
        xml = bare(devices="<memballoon model='none'/>", memory_mib=64)
        dom = qemu.createXML(xml.replace("<vcpu>", "<currentMemory unit='MiB'>48</currentMemory><vcpu>"))
        assert dom.info()[1:3] == [65536, 65536]
        assert dom.memoryStats()["actual"] == 65536
        with pytest.raises(OperationInvalid, match="'bare' has no memory balloon"):
            dom.setMemory(48 * 1024)
        assert "unused" not in dom.memoryStats()

    def test_statistics(self, dom: virDomain) -> None:
        with pytest.raises(OperationInvalid, match="not running"):
            dom.memoryStats()
        dom.create()
        figures = dom.memoryStats()
        assert figures["actual"] == 65536
        assert figures["rss"] > 1024
        assert figures["last_update"] == 0  # no guest has told anything yet

    def test_period(self, dom: virDomain) -> None:
        dom.create()
        dom.setMemoryStatsPeriod(3, LIVE | CONFIG)
        assert "<stats period='3'/>" in dom.XMLDesc()
        assert "<stats period='3'/>" in dom.XMLDesc(INACTIVE)
        with pytest.raises(InvalidArg, match="must be zero or greater"):
            dom.setMemoryStatsPeriod(-1, LIVE)


class TestProcessors:
    def test_counts(self, dom: virDomain) -> None:
        dom.create()
        assert (dom.maxVcpus(), dom.vcpusFlags(LIVE), dom.vcpusFlags(CONFIG)) == (4, 1, 1)
        dom.setVcpusFlags(3, LIVE | CONFIG)
        assert (dom.vcpusFlags(LIVE), dom.vcpusFlags(CONFIG), dom.info()[3]) == (3, 3, 3)
        infos, _ = dom.vcpus()
        assert [info[0] for info in infos] == [0, 1, 2]
        with pytest.raises(InvalidArg, match="5 virtual CPUs are more than the 4"):
            dom.setVcpus(5)

    def test_those_of_the_start_stay(self, qemu: virConnect) -> None:
        dom = qemu.createXML(bare(vcpus="<vcpu>2</vcpu>"))
        with pytest.raises(OperationInvalid, match="of 2 virtual CPUs"):
            dom.setVcpus(1)
        assert dom.vcpusFlags(LIVE) == 2

    def test_the_maximum(self, dom: virDomain) -> None:
        """It brings no processor with it, and counts from the next start."""
        with pytest.raises(InvalidArg, match="'VIR_DOMAIN_AFFECT_CONFIG' is required"):
            dom.setVcpusFlags(6, c.VIR_DOMAIN_VCPU_MAXIMUM)
        dom.create()
        dom.setVcpusFlags(6, c.VIR_DOMAIN_VCPU_MAXIMUM | CONFIG)
        assert (dom.maxVcpus(), dom.vcpusFlags(CONFIG)) == (4, 1)
        assert dom.vcpusFlags(CONFIG | c.VIR_DOMAIN_VCPU_MAXIMUM) == 6

    def test_all_of_them_are_not_said_twice(self, dom: virDomain) -> None:
        dom.setVcpusFlags(4, CONFIG)
        assert "<vcpu placement='static'>4</vcpu>" in dom.XMLDesc()

    def test_pinning(self, dom: virDomain) -> None:
        dom.create()
        only_first = (True,) + (False,) * ((os.cpu_count() or 1) - 1)
        dom.pinVcpuFlags(0, only_first, LIVE)
        assert dom.vcpus()[1] == [only_first]
        assert dom.vcpuPinInfo(LIVE)[0] == only_first
        assert "<vcpupin vcpu='0' cpuset='0'/>" in dom.XMLDesc()
        assert "vcpupin" not in dom.XMLDesc(INACTIVE)
        dom.pinVcpuFlags(2, only_first, CONFIG)
        assert "<vcpupin vcpu='2' cpuset='0'/>" in dom.XMLDesc(INACTIVE)
        for vcpu, cpus in ((9, only_first), (0, (False, False))):
            with pytest.raises(InvalidArg):
                dom.pinVcpu(vcpu, cpus)

    def test_times(self, dom: virDomain) -> None:
        dom.create()
        assert dom.info()[4] > 0
        [total] = dom.getCPUStats(True)
        assert number(total["cpu_time"]) == number(total["user_time"]) + number(total["system_time"]) > 0
        with pytest.raises(ArgumentUnsupported):
            dom.getCPUStats(False)


class TestAnnotations:
    URI = "http://example.org/x"

    def test_live_and_next(self, dom: virDomain) -> None:
        dom.create()
        dom.setMetadata(c.VIR_DOMAIN_METADATA_TITLE, "now", None, None, LIVE)
        dom.setMetadata(c.VIR_DOMAIN_METADATA_TITLE, "later", None, None, CONFIG)
        assert dom.metadata(c.VIR_DOMAIN_METADATA_TITLE, None, LIVE) == "now"
        assert dom.metadata(c.VIR_DOMAIN_METADATA_TITLE, None, CONFIG) == "later"
        dom.destroy()
        assert dom.metadata(c.VIR_DOMAIN_METADATA_TITLE, None) == "later"

    def test_elements(self, dom: virDomain) -> None:
        dom.setMetadata(c.VIR_DOMAIN_METADATA_ELEMENT, "<a b='1'>text</a>", "x", self.URI, CONFIG)
        assert dom.metadata(c.VIR_DOMAIN_METADATA_ELEMENT, self.URI).startswith("<a")
        dom.create()
        assert f'xmlns:x="{self.URI}"' in dom.XMLDesc() or f"xmlns:x='{self.URI}'" in dom.XMLDesc()
        dom.setMetadata(c.VIR_DOMAIN_METADATA_ELEMENT, None, "x", self.URI, LIVE)
        with pytest.raises(NoDomainMetadata):
            dom.metadata(c.VIR_DOMAIN_METADATA_ELEMENT, self.URI, LIVE)


class TestStatistics:
    def test_of_running_and_stopped(self, qemu: virConnect, dom: virDomain) -> None:
        running = qemu.createXML(bare("running"))
        both = {each.name(): figures for each, figures in qemu.getAllDomainStats()}
        assert both["bare"]["state.state"] == c.VIR_DOMAIN_SHUTOFF
        assert both["bare"]["vcpu.maximum"] == 4
        assert "cpu.time" not in both["bare"]
        there = both["running"]
        assert there["state.state"] == c.VIR_DOMAIN_RUNNING
        assert number(there["cpu.time"]) > 0
        assert there["balloon.current"] == there["balloon.maximum"] == 32768
        assert number(there["balloon.rss"]) > 0
        assert there["vcpu.0.state"] == c.VIR_VCPU_RUNNING
        assert there["net.count"] == there["block.count"] == 0
        [(only, figures)] = qemu.getAllDomainStats(c.VIR_DOMAIN_STATS_STATE, c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE)
        assert only == running
        assert set(figures) == {"state.state", "state.reason"}

    def test_unknown_groups(self, qemu: virConnect, dom: virDomain) -> None:
        """They are left out, unless the caller insists."""
        assert qemu.getAllDomainStats(c.VIR_DOMAIN_STATS_PERF) == [(dom, {})]
        with pytest.raises(ArgumentUnsupported):
            qemu.getAllDomainStats(c.VIR_DOMAIN_STATS_PERF, c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS)

    def test_control(self, dom: virDomain) -> None:
        with pytest.raises(OperationInvalid, match="not running"):
            dom.controlInfo()
        dom.create()
        assert dom.controlInfo()[0] == c.VIR_DOMAIN_CONTROL_OK
