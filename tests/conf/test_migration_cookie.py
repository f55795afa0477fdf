"""What the two ends of a migration tell each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyvirt.conf import MigrationCookie
from anyvirt.conf.domain.cpu import CpuMode
from anyvirt.conf.migration_cookie import (
    CookieCapabilities,
    CookieFeature,
    CookieGraphics,
    CookieLocks,
    CookieNbd,
    CookieStatistics,
)
from anyvirt.conf.netdev.model import VirtualPortType
from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element
from tests.conf.strategies import objects

_WHO = """\
  <name>web</name>
  <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
  <hostname>north</hostname>
  <hostuuid>11111111-2222-3333-4444-555555555555</hostuuid>
"""
FULL = f"""\
<qemu-migration>
{_WHO}\
  <feature name='persistent'/>
  <graphics type='spice' port='5900' listen='10.0.0.1' tlsPort='5901'>
    <cert info='subject' value='CN=south'/>
  </graphics>
  <lockstate driver='sanlock'>
    <leases>a:1</leases>
  </lockstate>
  <domain type='kvm'>
    <name>web</name>
    <memory unit='KiB'>1024</memory>
    <vcpu>1</vcpu>
    <devices>
    </devices>
  </domain>
  <network>
    <interface index='1' vporttype='openvswitch'>
      <portdata>state</portdata>
    </interface>
  </network>
  <nbd port='49152'>
    <disk target='vda' capacity='1073741824'/>
  </nbd>
  <statistics>
    <started>1</started>
    <sent>2</sent>
    <delta>-3</delta>
    <memory_total>4</memory_total>
  </statistics>
  <cpu mode='host-model'/>
  <allowReboot value='no'/>
  <capabilities>
    <cap name='postcopy-ram' auto='yes'/>
    <cap name='xbzrle' auto='no'/>
  </capabilities>
  <blockDirtyBitmaps>
    <disk target='vda'>
      <bitmap name='monday' alias='libvirt-1'/>
    </disk>
  </blockDirtyBitmaps>
</qemu-migration>
"""


def test_a_full_cookie_is_read_and_written_in_libvirts_order() -> None:
    cookie = MigrationCookie.from_xml(FULL, unknown="refuse")
    assert cookie.to_xml() == FULL
    assert cookie.graphics is not None
    assert cookie.graphics.tls_port == 5901
    assert cookie.persistent is not None
    assert cookie.persistent.memory == 1024
    assert cookie.network[0].port_type is VirtualPortType.OPENVSWITCH
    assert cookie.statistics == CookieStatistics(started=1, sent=2, delta=-3, memory_total=4)
    assert cookie.cpu is not None
    assert cookie.cpu.mode is CpuMode.HOST_MODEL
    assert [feature.name for feature in cookie.features] == [CookieFeature.PERSISTENT.value]


def test_who_sends_it_is_enough() -> None:
    least = f"<qemu-migration>\n{_WHO}</qemu-migration>\n"
    assert MigrationCookie.from_xml(least).to_xml() == least


@pytest.mark.parametrize("line", _WHO.splitlines())
def test_without_who_sends_it_a_cookie_is_refused(line: str) -> None:
    with pytest.raises(XmlError):
        MigrationCookie.from_xml(f"<qemu-migration>{_WHO.replace(line, '')}</qemu-migration>")


def test_an_nbd_server_may_leave_its_port_open() -> None:
    cookie = MigrationCookie.from_xml(f"<qemu-migration>{_WHO}<nbd/></qemu-migration>")
    assert cookie.nbd is not None
    assert cookie.nbd.port is None


def test_an_unknown_feature_is_kept_for_the_driver_to_refuse() -> None:
    cookie = MigrationCookie.from_xml(f"<qemu-migration>{_WHO}<feature name='later'/></qemu-migration>")
    assert [feature.name for feature in cookie.features] == ["later"]


@pytest.mark.parametrize("part", [CookieGraphics, CookieLocks, CookieNbd, CookieStatistics, CookieCapabilities])
@given(data=st.data())
def test_any_part_comes_back_as_it_was(part: type[Element], data: st.DataObject) -> None:
    written = data.draw(objects(part))
    assert part.from_xml(written.to_xml(), unknown="refuse") == written
