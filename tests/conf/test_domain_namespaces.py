"""What documents ask of one hypervisor alone, each in its own namespace."""

from __future__ import annotations

import pytest

import anyvirt
from anyvirt.conf import Domain
from anyvirt.conf.domain.lxc import ShareOf
from anyvirt.conf.domain.namespaces import keep_namespace
from anyvirt.util.error import XmlError

HEAD = "<domain type='{}' xmlns:{}='http://libvirt.org/schemas/domain/{}/1.0'>\n  <name>a</name>\n"
END = "  <devices>\n  </devices>\n{}</domain>\n"
PARTS = {
    "lxc": """  <lxc:namespace>
    <lxc:sharenet type='netns' value='red'/>
    <lxc:shareipc type='pid' value='12345'/>
    <lxc:shareuts type='name' value='other'/>
  </lxc:namespace>
""",
    "xen": """  <xen:commandline>
    <xen:arg value='-device'/>
    <xen:arg value='a&amp;b'/>
  </xen:commandline>
""",
    "bhyve": """  <bhyve:commandline>
    <bhyve:arg value='-somebhyvearg'/>
  </bhyve:commandline>
""",
    "vmware": "  <vmware:datacenterpath>folder/center</vmware:datacenterpath>\n",
}


@pytest.mark.parametrize("name", PARTS)
def test_a_namespace_comes_back_as_it_was(name: str) -> None:
    """Content and declaration are read and written, under whatever prefix they come."""
    kind = {"lxc": "lxc", "xen": "xen", "bhyve": "bhyve", "vmware": "vmware"}[name]
    middle = "  <vcpu>1</vcpu>\n"
    document = HEAD.format(kind, name, name) + middle + END.format(PARTS[name])
    assert Domain.from_xml(document, unknown="refuse").to_xml() == document
    other = document.replace(f"{name}:", "p:").replace(f"xmlns:{name}=", "xmlns:p=")
    assert Domain.from_xml(other, unknown="refuse").to_xml() == document


def test_fields_of_the_namespaces() -> None:
    """Programs see plain lists and enums."""
    lxc = Domain.from_xml(HEAD.format("lxc", "lxc", "lxc") + END.format(PARTS["lxc"])).lxc_namespace
    assert lxc is not None
    assert lxc.sharenet is not None
    assert (lxc.sharenet.type, lxc.sharenet.value) == (ShareOf.NETNS, "red")
    xen = Domain.from_xml(HEAD.format("xen", "xen", "xen") + END.format(PARTS["xen"]))
    assert xen.xen_args == ["-device", "a&b"]


def test_a_driver_keeps_its_own_namespace_only() -> None:
    """What is meant for another hypervisor is dropped."""
    for name in PARTS:
        domain = Domain.from_xml(HEAD.format("kvm", name, name) + END.format(PARTS[name]))
        domain.qemu_args = ["-x"]
        keep_namespace(domain, "qemu")
        assert domain.qemu_args == ["-x"]
        assert f"xmlns:{name}" not in domain.to_xml()
    with anyvirt.open("test:///default") as connection:
        document = HEAD.format("test", "xen", "xen") + "<memory>1024</memory><os><type>hvm</type></os>"
        defined = connection.defineXML(document + END.format(PARTS["xen"]))
        assert "xen:" not in defined.XMLDesc()
        defined.undefine()


def test_an_unknown_way_to_share_is_refused() -> None:
    """The words for namespaces that are shared are a closed set."""
    wrong = PARTS["lxc"].replace("netns", "hostname")
    with pytest.raises(XmlError, match="'hostname' is not one of name, pid, netns"):
        Domain.from_xml(HEAD.format("lxc", "lxc", "lxc") + END.format(wrong))
