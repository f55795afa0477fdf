"""What libvirt's QEMU driver keeps of a running guest, read and written; and that no definition has it."""

from __future__ import annotations

import pytest

from anyvirt.conf import DomainStatus
from anyvirt.conf.domain.devices.source import FileSource
from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.parse import parse
from anyvirt.util.error import XmlError, XmlInvalidSchema

PRIVATE = """<privateData>
            <nodenames>
              <nodename type='storage' name='n-1-storage'/>
            </nodenames>
            <objects>
              <secret type='encryption' alias='secret0'/>
            </objects>
          </privateData>"""
DISK = f"""<disk type='file' device='disk'>
        <driver name='qemu' type='raw'/>
        <source file='/img' index='1'>
          {PRIVATE}
        </source>
        <target dev='vda' bus='virtio'/>
        <privateData>
          <qom name='/machine/peripheral/d/virtio-backend'/>
        </privateData>
      </disk>"""
STATUS = f"""<domstatus state='running' reason='booted' pid='4711'>
  <taint flag='custom-argv'/>
  <monitor path='/run/m.sock' type='unix'/>
  <namespaces>
    <mount/>
  </namespaces>
  <vcpus>
    <vcpu id='0' pid='4712'/>
  </vcpus>
  <qemuCaps>
    <flag name='kvm'/>
  </qemuCaps>
  <job type='none' async='migration out' phase='perform3' flags='0x2' asyncStarted='0'>
    <disk dev='vda' migrating='no'/>
    <migParams>
      <param name='downtime-limit' value='300'/>
    </migParams>
  </job>
  <devices>
    <device alias='virtio-disk0'/>
  </devices>
  <allowReboot value='yes'/>
  <blockjobs active='no'/>
  <agentTimeout>-2</agentTimeout>
  <domain type='kvm' id='3'>
    <name>guest</name>
    <memory unit='KiB'>65536</memory>
    <vcpu placement='static'>1</vcpu>
    <os>
      <type arch='x86_64' machine='pc'>hvm</type>
    </os>
    <devices>
      {DISK}
    </devices>
  </domain>
</domstatus>
"""
HEAD = "<domain type='kvm'><name>guest</name><memory>65536</memory><os><type>hvm</type></os>"
DEFINITION = HEAD + "<devices>{}</devices></domain>"


def test_a_status_comes_back_as_it_was() -> None:
    """What the driver wrote is written again, letter for letter."""
    status = DomainStatus.from_xml(STATUS, unknown="refuse")
    assert status.to_xml() == STATUS
    assert (status.pid, status.vcpus[0].pid, status.mount_namespace) == (4711, 4712, True)
    assert status.job is not None
    assert status.job.parameters[0].name == "downtime-limit"


def test_the_domain_in_a_status_tells_about_its_images() -> None:
    """Names of nodes and secrets are at hand with the source that they belong to."""
    status = DomainStatus.from_xml(STATUS)
    assert status.domain is not None
    source = status.domain.disks[0].source
    assert isinstance(source, FileSource)
    assert source.private is not None
    assert [node.name for node in source.private.nodenames] == ["n-1-storage"]
    assert source.private.secrets[0].alias == "secret0"


def test_a_definition_keeps_none_of_it() -> None:
    """A document that is defined loses what only a driver may note; one that is to be validated is refused."""
    document = DEFINITION.format(DISK)
    assert "privateData" not in format_domain(parse(document))
    with pytest.raises(XmlInvalidSchema, match="privateData"):
        parse(document, strict=True)


def test_a_status_without_a_state_is_refused() -> None:
    """The state of the guest is what the document is for."""
    with pytest.raises(XmlError, match="@state is required"):
        DomainStatus.from_xml("<domstatus/>")
