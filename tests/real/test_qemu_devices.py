"""The host's end of a guest's devices: terminals, sockets, files, ports, taps, images."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from anyvirt import constants as c
from anyvirt import virConnect, virDomain
from anyvirt.error import InternalError, InvalidArg, OperationInvalid
from anyvirt.testing.peers import find_program
from tests.real.machines import bare, python, remains

pytestmark = pytest.mark.real


def element(dom: virDomain, path: str) -> ElementTree.Element:
    found = ElementTree.fromstring(dom.XMLDesc()).find(f"devices/{path}")
    assert found is not None
    return found


class TestSerial:
    def test_terminal(self, qemu: virConnect) -> None:
        """Its name stands where virsh and others look for it, in the live document alone."""
        dom = qemu.defineXML(bare(devices="<serial type='pty'/>"))
        dom.create()
        path = element(dom, "serial/source").attrib["path"]
        assert stat.S_ISCHR(Path(path).stat().st_mode)
        assert element(dom, "console").attrib["tty"] == path
        assert element(dom, "console/source").attrib["path"] == path
        assert path not in dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)
        dom.destroy()
        assert path not in dom.XMLDesc()

    def test_socket(self, qemu: virConnect, root: Path) -> None:
        path = root / "serial.sock"
        dom = qemu.createXML(bare(devices=f"<serial type='unix'><source mode='bind' path='{path}'/></serial>"))
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
        dom.destroy()

    @pytest.mark.parametrize("append", [True, False])
    def test_file(self, qemu: virConnect, root: Path, append: bool) -> None:
        path = root / "serial.txt"
        path.write_text("before\n")
        word = "on" if append else "off"
        devices = f"<serial type='file'><source path='{path}' append='{word}'/></serial>"
        qemu.createXML(bare(devices=devices), c.VIR_DOMAIN_START_PAUSED)
        assert path.read_text() == ("before\n" if append else "")

    def test_channel_without_a_path(self, qemu: virConnect) -> None:
        dom = qemu.createXML(
            bare(devices="<channel type='unix'><target type='virtio' name='org.example.0'/></channel>")
        )
        path = Path(element(dom, "channel/source").attrib["path"])
        assert stat.S_ISSOCK(path.stat().st_mode)
        dom.destroy()
        assert not path.exists()


class TestVnc:
    AUTO = "<graphics type='vnc' autoport='yes'/>"

    def test_a_free_port(self, qemu: virConnect, root: Path) -> None:
        dom = qemu.defineXML(bare(devices=self.AUTO))
        dom.create()
        port = int(element(dom, "graphics").attrib["port"])
        assert port >= 5900
        with socket.create_connection(("127.0.0.1", port)) as client:
            assert client.recv(4) == b"RFB "
        assert "port='-1'" in dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)
        dom.destroy()
        assert element(dom, "graphics").attrib["port"] == "-1"

    def test_a_port_that_is_taken_is_not_chosen(self, qemu: virConnect) -> None:
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            first = qemu.createXML(bare("first", self.AUTO))
            port = int(element(first, "graphics").attrib["port"])
            first.destroy()
            other.bind(("127.0.0.1", port))
            other.listen()
            second = qemu.createXML(bare("second", self.AUTO))
            assert int(element(second, "graphics").attrib["port"]) != port

    def test_a_port_of_ones_own(self, qemu: virConnect, root: Path) -> None:
        """One that is in use keeps the guest from starting, with a hint; nothing is left of the attempt."""
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            dom = qemu.defineXML(bare(devices=f"<graphics type='vnc' port='{port}'/>"))
            before = dom.XMLDesc()
            with pytest.raises(InternalError, match=rf"domain 'bare', graphics vnc: port {port} .* in use") as caught:
                dom.create()
            assert "autoport" in (caught.value.hint or "")
            assert (dom.XMLDesc(), dom.isActive(), remains(root)) == (before, 0, [])
        dom.create()
        assert int(element(dom, "graphics").attrib["port"]) == port
        dom.destroy()
        dom.create()  # the port was given back

    def test_two_guests_want_the_same_port(self, qemu: virConnect, root: Path) -> None:
        first = qemu.createXML(bare("first", self.AUTO))
        port = element(first, "graphics").attrib["port"]
        with pytest.raises(InternalError, match=f"port {port} on 127.0.0.1 is in use"):
            qemu.createXML(bare("second", f"<graphics type='vnc' port='{port}'/>"))
        # The same number on another address of the host is another port.
        qemu.createXML(bare("third", f"<graphics type='vnc' port='{port}' listen='127.0.0.2'/>"))

    def test_an_address_that_the_host_has_not(self, qemu: virConnect, root: Path) -> None:
        with pytest.raises(InternalError, match=r"cannot listen on 192\.0\.2\.77"):
            qemu.createXML(bare(devices="<graphics type='vnc' listen='192.0.2.77'/>"))
        assert remains(root) == []

    def test_password_and_web_socket(self, qemu: virConnect, root: Path) -> None:
        """A password is not on the command line, where everybody could read it, nor in what anybody may see."""
        dom = qemu.createXML(bare(devices="<graphics type='vnc' autoport='yes' passwd='sesame' websocket='-1'/>"))
        assert int(element(dom, "graphics").attrib["websocket"]) >= 5700
        assert "sesame" not in (root / "log" / "qemu" / "bare.log").read_text()
        assert "sesame" not in dom.XMLDesc()
        assert "sesame" in dom.XMLDesc(c.VIR_DOMAIN_XML_SECURE)


_NETWORK = """
import json, subprocess, sys, anyvirt
from xml.etree.ElementTree import fromstring
def links():
    return {each["ifname"]: each for each in json.loads(subprocess.check_output(["ip", "-j", "link"]))}
subprocess.check_call(["ip", "link", "set", "lo", "up"])
subprocess.check_call(["ip", "link", "add", "br7", "type", "bridge"])
subprocess.check_call(["ip", "link", "set", "br7", "mtu", "1400", "up"])
report = {}
with anyvirt.open(f"qemu:///embed?root={sys.argv[1]}") as conn:
    dom = conn.defineXML(sys.argv[2])
    for _ in range(2):
        dom.create()
        cards = fromstring(dom.XMLDesc()).findall("devices/interface")
        report["names"] = [card.find("target").get("dev") for card in cards]
        report["links"] = {name: {"mtu": link["mtu"], "master": link.get("master"), "address": link["address"]}
                           for name, link in links().items() if name in report["names"]}
        report["stats"] = [dom.interfaceStats(name) for name in report["names"]]
        report["by mac"] = dom.interfaceStats(cards[0].find("mac").get("address"))
        report["all"] = conn.getAllDomainStats(anyvirt.VIR_DOMAIN_STATS_INTERFACE)[0][1]
        dom.destroy()
    report["left"] = sorted(links())
    cards = fromstring(dom.XMLDesc()).findall("devices/interface")
    report["inactive"] = [card.find("target") is not None for card in cards]
    try:
        conn.createXML(sys.argv[2].replace("br7", "br8").replace("cards", "other"))
    except anyvirt.libvirtError as exc:
        report["missing"] = [exc.get_error_code(), exc.detail]
    report["left after a failure"] = sorted(links())
print(json.dumps(report))
"""


class TestNetwork:
    def test_user(self, qemu: virConnect) -> None:
        """Nothing on the host belongs to such a card, so nothing there counts for it."""
        dom = qemu.createXML(bare(devices="<interface type='user'><mac address='52:54:00:00:00:01'/></interface>"))
        with pytest.raises(OperationInvalid, match=r"52:54:00:00:00:01 of 'bare' has no counters.*user"):
            dom.interfaceStats("52:54:00:00:00:01")
        with pytest.raises(InvalidArg, match="'eth7' is not a known interface of domain 'bare'"):
            dom.interfaceStats("eth7")

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can make taps")
    def test_bridge_and_ethernet(self, root: Path, emulator: str) -> None:
        """Taps are made, plugged in, named in the live document, counted, and gone with the guest."""
        if find_program("ip") is None or not Path("/dev/net/tun").exists():
            pytest.skip("ip (Debian package iproute2) or /dev/net/tun is not here")
        devices = (
            "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br7'/>"
            "<model type='virtio'/></interface>"
            "<interface type='ethernet'><target dev='mytap'/><model type='e1000'/></interface>"
        )
        report = json.loads(python(_NETWORK, root, bare("cards", devices), prefix=("unshare", "--net")))
        bridged, own = report["names"]
        assert bridged.startswith("vnet")
        assert own == "mytap"
        assert report["links"][bridged] == {"mtu": 1400, "master": "br7", "address": "fe:54:00:00:00:01"}
        assert report["links"][own]["master"] is None
        assert [len(each) for each in report["stats"]] == [8, 8]
        assert report["by mac"][1] >= 0
        assert report["all"]["net.count"] == 2
        assert report["all"]["net.1.name"] == "mytap"
        assert report["left"] == report["left after a failure"] == ["br7", "lo"]
        assert report["inactive"] == [False, True]
        code, detail = report["missing"]
        assert code == c.VIR_ERR_SYSTEM_ERROR
        assert "there is no bridge 'br8'" in detail


class TestDisks:
    @pytest.fixture
    def images(self, root: Path) -> tuple[Path, Path]:
        if find_program("qemu-img") is None:
            pytest.skip("qemu-img is not installed (Debian package qemu-utils)")
        raw, qcow2 = root / "a.img", root / "b.qcow2"
        raw.write_bytes(b"x" * 4096)
        os.truncate(raw, 8 << 20)
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", qcow2, "64M"], check=True)
        return raw, qcow2

    @pytest.fixture
    def dom(self, qemu: virConnect, images: tuple[Path, Path]) -> virDomain:
        raw, qcow2 = images
        return qemu.defineXML(
            bare(
                devices=f"<disk type='file'><driver type='raw'/><source file='{raw}'/><target dev='vda'/></disk>"
                f"<disk type='file'><driver type='qcow2'/><source file='{qcow2}'/><target dev='hda' bus='ide'/></disk>"
                "<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>"
            )
        )

    @pytest.mark.parametrize("running", [False, True])
    def test_sizes(self, dom: virDomain, images: tuple[Path, Path], running: bool) -> None:
        """Those of the image as the guest sees it, whatever the format, running or not."""
        if running:
            dom.create()
        capacity, allocation, physical = dom.blockInfo("vda")
        assert (capacity, physical) == (8 << 20, 8 << 20)
        assert 4096 <= allocation < 8 << 20
        capacity, allocation, physical = dom.blockInfo(str(images[1]))
        assert capacity == 64 << 20
        assert 0 < physical < 1 << 20
        with pytest.raises(InvalidArg, match=r"'bare' has no disk 'sdz' \(its disks: vda, hda, hdc\)"):
            dom.blockInfo("sdz")
        with pytest.raises(InvalidArg, match="disk hdc of 'bare' has no file"):
            dom.blockInfo("hdc")

    def test_counters(self, dom: virDomain, images: tuple[Path, Path], qemu: virConnect) -> None:
        with pytest.raises(OperationInvalid, match="not running"):
            dom.blockStats("vda")
        dom.create()
        assert len(dom.blockStats("vda")) == 5
        [(_, stats)] = qemu.getAllDomainStats(c.VIR_DOMAIN_STATS_BLOCK)
        assert stats["block.count"] == 3
        assert (stats["block.0.name"], stats["block.0.path"]) == ("vda", str(images[0]))
        assert stats["block.1.capacity"] == 64 << 20
        assert {f"block.0.{each}" for each in ("rd.reqs", "rd.bytes", "wr.reqs", "wr.bytes", "fl.reqs")} <= set(stats)
        assert "block.2.path" not in stats
