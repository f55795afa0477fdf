"""Controllers, network cards, character devices and the rest."""

from __future__ import annotations

from typing import Any

import pytest

from anyvirt.qemu.command import GraphicsPorts, MonitorCommand, Tap
from anyvirt.util.error import ConfigUnsupported, InternalError
from tests.qemu.command.commandline import USB, Parsed, build_from, document

PCI = "<address type='pci' domain='0' bus='0' slot='9' function='0'/>"
VIRTIO_SERIAL = """<controller type='virtio-serial' index='0' ports='16' vectors='4'><alias name='virtio-serial0'/>
  <address type='pci' domain='0' bus='0' slot='3' function='0'/></controller>"""


def built(devices: str, **options: Any) -> Parsed:
    machine = options.pop("machine", "pc")
    return build_from(document(devices, machine=machine), **options)


# --- controllers ------------------------------------------------------------------------------------------------------


def test_root_ports() -> None:
    """The port of a q35 machine that other PCI Express devices are plugged into."""
    port = """<controller type='pci' index='1' model='pcie-root-port'><model name='pcie-root-port'/>
      <target chassis='1' port='0x10' hotplug='off'/><alias name='pci.1'/>
      <address type='pci' domain='0' bus='0' slot='2' function='0' multifunction='on'/></controller>
      <controller type='usb' index='0' model='qemu-xhci' ports='8'><alias name='usb'/>
      <address type='pci' domain='0' bus='1' slot='0' function='0'/></controller>"""
    parsed = built(port, machine="q35")
    assert parsed.device("pci.1") == {
        "driver": "pcie-root-port",
        "id": "pci.1",
        "port": 16,
        "chassis": 1,
        "hotplug": False,
        "bus": "pcie.0",
        "multifunction": True,
        "addr": "0x2",
    }
    assert parsed.device("usb") == {
        "driver": "qemu-xhci",
        "id": "usb",
        "p2": 8,
        "p3": 8,
        "bus": "pci.1",
        "addr": "0x0",
    }


def test_bridges_come_before_what_is_plugged_into_them() -> None:
    devices = """<controller type='usb' index='0' model='piix3-uhci'><alias name='usb'/>
      <address type='pci' domain='0' bus='1' slot='1' function='2'/></controller>
      <controller type='pci' index='1' model='pci-bridge'><model name='pci-bridge'/><target chassisNr='1'/>
      <alias name='pci.1'/><address type='pci' domain='0' bus='0' slot='4' function='0'/></controller>"""
    parsed = built(devices)
    assert parsed.drivers() == ["pci-bridge", "piix3-usb-uhci"]
    assert parsed.device("usb")["addr"] == "0x1.0x2"


def test_companions_share_the_bus_of_their_master() -> None:
    devices = """<controller type='usb' index='0' model='ich9-uhci1'><alias name='usb'/><master startport='0'/>
      <address type='pci' domain='0' bus='0' slot='5' function='0' multifunction='on'/></controller>
      <controller type='usb' index='0' model='ich9-ehci1'><alias name='usb'/>
      <address type='pci' domain='0' bus='0' slot='5' function='7'/></controller>
      <input type='tablet' bus='usb'><alias name='input0'/><address type='usb' bus='0' port='1'/></input>"""
    parsed = built(devices)
    companion = parsed.json("-device")[0]
    assert (companion["masterbus"], companion["firstport"], "id" in companion) == ("usb.0", 0, False)
    assert parsed.device("usb")["driver"] == "ich9-usb-ehci1"
    assert parsed.device("input0") == {"driver": "usb-tablet", "id": "input0", "bus": "usb.0", "port": "1"}


def test_virtio_scsi() -> None:
    scsi = f"""<controller type='scsi' index='0' model='virtio-scsi'><driver queues='4' iothread='1' iommu='on'/>
      <alias name='scsi0'/>{PCI}</controller>"""
    device = built(scsi).device("scsi0")
    assert (device["num_queues"], device["iothread"], device["iommu_platform"]) == (4, "iothread1", True)


@pytest.mark.parametrize(
    "controller",
    [
        "type='ide' index='1'",
        "type='scsi' index='0' model='buslogic'",
        "type='usb' index='0' model='qusb1'",
        "type='xenbus' index='0'",
        "type='usb' index='0' model='piix3-uhci' ports='4'",
    ],
)
def test_controllers_that_qemu_does_not_have(controller: str) -> None:
    with pytest.raises(ConfigUnsupported, match="domain 'guest'"):
        built(f"<controller {controller}><alias name='x'/>{PCI}</controller>")


# --- network ----------------------------------------------------------------------------------------------------------


def nic(inner: str, type: str = "user", model: str = "virtio") -> str:
    return f"""<interface type='{type}'><mac address='52:54:00:01:02:03'/>{inner}<model type='{model}'/>
      <alias name='net0'/>{PCI}</interface>"""


def test_user_network() -> None:
    inner = """<ip family='ipv4' address='10.1.0.0' prefix='16'/><ip family='ipv6' address='fd00::' prefix='64'/>
      <boot order='2'/>"""
    parsed = built(nic(inner))
    assert parsed.netdev("hostnet0") == {
        "type": "user",
        "net": "10.1.0.0/16",
        "ipv6-prefix": "fd00::",
        "ipv6-prefixlen": 64,
        "id": "hostnet0",
    }
    assert parsed.device("net0") == {
        "driver": "virtio-net-pci",
        "netdev": "hostnet0",
        "id": "net0",
        "mac": "52:54:00:01:02:03",
        "bootindex": 2,
        "bus": "pci.0",
        "addr": "0x9",
    }


@pytest.mark.parametrize("type", ["bridge", "ethernet"])
def test_taps_are_handed_over_open(type: str) -> None:
    inner = "<source bridge='br0'/>" if type == "bridge" else "<target dev='tap0'/>"
    parsed = built(nic(inner, type), taps={"net0": Tap(fds=(20,), vhost_fds=(21,))})
    assert parsed.netdev("hostnet0") == {"type": "tap", "fd": "20", "vhost": True, "vhostfd": "21", "id": "hostnet0"}
    assert set(parsed.command.pass_fds) == {17, 20, 21}
    with pytest.raises(InternalError, match="no tap was opened for interface net0"):
        built(nic(inner, type))


def test_queues() -> None:
    parsed = built(nic("<driver queues='2'/>", "ethernet"), taps={"net0": Tap(fds=(20, 21))})
    assert parsed.netdev("hostnet0")["fds"] == "20:21"
    device = parsed.device("net0")
    assert (device["mq"], device["vectors"]) == (True, 6)


@pytest.mark.parametrize(
    ("type", "source", "wanted"),
    [
        ("mcast", "<source address='230.0.0.1' port='5558'/>", {"mcast": "230.0.0.1:5558"}),
        ("server", "<source port='5558'/>", {"listen": ":5558"}),
        ("client", "<source address='fd00::1' port='5558'/>", {"connect": "[fd00::1]:5558"}),
        (
            "udp",
            "<source address='10.0.0.1' port='1'><local address='10.0.0.2' port='2'/></source>",
            {"udp": "10.0.0.1:1", "localaddr": "10.0.0.2:2"},
        ),
    ],
)
def test_networks_over_sockets(type: str, source: str, wanted: dict[str, str]) -> None:
    assert built(nic(source, type)).netdev("hostnet0") == {"type": "socket", "id": "hostnet0"} | wanted


def test_vhost_user() -> None:
    source = "<source type='unix' path='/s' mode='client'><reconnect enabled='yes' timeout='3'/></source>"
    parsed = built(nic(source, "vhostuser"))
    assert parsed.netdev("hostnet0") == {"type": "vhost-user", "chardev": "charnet0", "id": "hostnet0"}
    assert parsed.pairs("-chardev", "charnet0") == {"": "socket", "id": "charnet0", "path": "/s", "reconnect": "3"}


def test_options_of_virtio_cards() -> None:
    inner = """<driver txmode='iothread' rx_queue_size='512' iommu='on'><host csum='off'/><guest tso4='off'/></driver>
      <mtu size='1400'/><rom bar='off'/>"""
    device = built(nic(inner)).device("net0")
    wanted = {"tx": "bh", "rx_queue_size": 512, "csum": False, "guest_tso4": False, "host_mtu": 1400, "rombar": 0}
    assert wanted.items() <= device.items()


def test_other_cards_have_no_such_options() -> None:
    with pytest.raises(ConfigUnsupported, match="interface net0: model 'e1000' has no option 'queues'"):
        built(nic("<driver queues='2'/>", model="e1000"))


def test_link_that_is_down_is_set_over_the_monitor() -> None:
    parsed = built(nic("<link state='down'/>"))
    assert parsed.command.setup == (MonitorCommand("set_link", {"name": "net0", "up": False}),)


@pytest.mark.parametrize("type", ["network", "direct", "internal"])
def test_networks_that_the_driver_cannot_use(type: str) -> None:
    source = {"network": "network='n'", "direct": "dev='eth0'", "internal": "name='n'"}[type]
    with pytest.raises(ConfigUnsupported):
        built(nic(f"<source {source}/>", type))


# --- character devices ------------------------------------------------------------------------------------------------


def serial(
    type: str, inner: str = "", target: str = "<target type='isa-serial' port='1'><model name='isa-serial'/></target>"
) -> str:
    return f"<serial type='{type}'>{inner}{target}<alias name='serial1'/></serial>"


@pytest.mark.parametrize(
    ("type", "inner", "wanted"),
    [
        ("pty", "", {"": "pty"}),
        ("pty", "<source path='/dev/pts/7'/>", {"": "pty"}),
        ("null", "", {"": "null"}),
        ("stdio", "", {"": "stdio"}),
        ("file", "<source path='/a,b' append='on'/>", {"": "file", "path": "/a,b", "append": "on"}),
        ("pipe", "<source path='/p'/>", {"": "pipe", "path": "/p"}),
        ("dev", "<source path='/dev/ttyS0'/>", {"": "serial", "path": "/dev/ttyS0"}),
        (
            "unix",
            "<source mode='bind'/>",
            {"": "socket", "path": "/run/guest/serial1.sock", "server": "on", "wait": "off"},
        ),
        ("unix", "<source mode='bind' path='/s'/>", {"": "socket", "path": "/s", "server": "on", "wait": "off"}),
        (
            "unix",
            "<source mode='connect' path='/s'><reconnect enabled='yes' timeout='5'/></source>",
            {"": "socket", "path": "/s", "reconnect": "5"},
        ),
        (
            "tcp",
            "<source mode='bind' host='127.0.0.1' service='1234'/><protocol type='telnet'/>",
            {"": "socket", "host": "127.0.0.1", "port": "1234", "telnet": "on", "server": "on", "wait": "off"},
        ),
        (
            "tcp",
            "<source mode='connect' host='h' service='1234'/><protocol type='raw'/>",
            {"": "socket", "host": "h", "port": "1234"},
        ),
        (
            "udp",
            "<source mode='bind' host='1.1.1.1' service='1'/><source mode='connect' host='2.2.2.2' service='2'/>",
            {"": "udp", "host": "2.2.2.2", "port": "2", "localaddr": "1.1.1.1", "localport": "1"},
        ),
        ("spicevmc", "", {"": "spicevmc", "name": "vdagent"}),
    ],
)
def test_host_end_of_a_character_device(type: str, inner: str, wanted: dict[str, str]) -> None:
    parsed = built(serial(type, inner))
    assert parsed.pairs("-chardev", "charserial1") == {"id": "charserial1"} | wanted
    assert parsed.device("serial1") == {
        "driver": "isa-serial",
        "chardev": "charserial1",
        "id": "serial1",
        "index": 1,
    }


def test_log_file() -> None:
    pairs = built(serial("pty", "<log file='/l' append='on'/>")).pairs("-chardev", "charserial1")
    assert (pairs["logfile"], pairs["logappend"]) == ("/l", "on")


def test_socket_that_listens_already() -> None:
    parsed = built(serial("unix", "<source mode='bind' path='/s'/>"), chardev_fds={"serial1": 30})
    pairs = parsed.pairs("-chardev", "charserial1")
    assert (pairs["fd"], "path" in pairs) == ("30", False)
    assert 30 in parsed.command.pass_fds


def test_serial_ports_with_and_without_a_place() -> None:
    isa = "<target type='isa-serial' port='0'><model name='isa-serial'/></target>"
    address = "<address type='isa' iobase='0x3f8' irq='0x4'/>"
    device = built(serial("pty", target=isa + address)).device("serial1")
    assert (device["iobase"], device["irq"], device["index"]) == (0x3F8, 4, 0)
    pci = f"<target type='pci-serial' port='0'><model name='pci-serial'/></target>{PCI}"
    assert built(serial("pty", target=pci)).device("serial1")["driver"] == "pci-serial"


def test_first_console_is_the_serial_port() -> None:
    console = "<console type='pty'><target type='serial' port='0'/><alias name='serial1'/></console>"
    assert len(built(serial("pty") + console).all("-chardev")) == 2


def test_virtio_console_and_channels() -> None:
    devices = f"""{VIRTIO_SERIAL}
      <console type='pty'><target type='virtio' port='1'/><alias name='console1'/>
        <address type='virtio-serial' controller='0' bus='0' port='2'/></console>
      <channel type='unix'><source mode='bind' path='/g'/><target type='virtio' name='org.qemu.guest_agent.0'/>
        <alias name='channel0'/><address type='virtio-serial' controller='0' bus='0' port='1'/></channel>
      <channel type='pty'><target type='guestfwd' address='10.0.2.1' port='4600'/><alias name='channel1'/></channel>"""
    parsed = built(devices)
    assert parsed.device("virtio-serial0")["max_ports"] == 16
    assert parsed.device("console1")["driver"] == "virtconsole"
    assert parsed.device("channel0") == {
        "driver": "virtserialport",
        "chardev": "charchannel0",
        "id": "channel0",
        "name": "org.qemu.guest_agent.0",
        "bus": "virtio-serial0.0",
        "nr": 1,
    }
    assert parsed.netdev("channel1")["guestfwd"] == [{"str": "tcp:10.0.2.1:4600-chardev:charchannel1"}]


def test_parallel_ports_of_the_host_are_driven_as_such() -> None:
    parallel = "<parallel type='dev'><source path='/dev/parport0'/><alias name='parallel0'/></parallel>"
    parsed = built(parallel)
    assert parsed.pairs("-chardev", "charparallel0")[""] == "parallel"
    assert parsed.device("parallel0")["driver"] == "isa-parallel"


# --- graphics, video, input -------------------------------------------------------------------------------------------


def test_vnc_on_a_port() -> None:
    vnc = """<graphics type='vnc' port='5905' websocket='-1' passwd='secret' keymap='de' sharePolicy='ignore'>
      <listen type='address' address='::1'/></graphics>"""
    parsed = built(vnc, graphics={0: GraphicsPorts(websocket=5700)})
    assert parsed.pairs("-vnc") == {
        "": "[::1]:5",
        "websocket": "5700",
        "share": "ignore",
        "password": "on",
        "audiodev": "audio1",
    }
    assert parsed.one("-k") == "de"
    assert not any("secret" in word for word in parsed.command.argv)
    assert parsed.all("-display") == []


def test_vnc_on_the_port_that_was_found() -> None:
    vnc = "<graphics type='vnc' port='-1' autoport='yes'/>"
    assert built(vnc, graphics={0: GraphicsPorts(port=5999)}).pairs("-vnc")[""] == "127.0.0.1:99"
    with pytest.raises(InternalError, match="no port was chosen for vnc"):
        built(vnc)


def test_vnc_on_a_socket() -> None:
    listen = "<graphics type='vnc'><listen type='socket' {}/></graphics>"
    assert built(listen.format("socket='/a,b'")).pairs("-vnc")[""] == "unix:/a,b"
    assert built(listen.format("")).pairs("-vnc")[""] == "unix:/run/guest/vnc.sock"


def test_spice() -> None:
    spice = """<graphics type='spice' port='5900'><listen type='address' address='0.0.0.0'/>
      <image compression='off'/><mouse mode='client'/><clipboard copypaste='no'/></graphics>"""
    assert built(spice).pairs("-spice") == {
        "port": "5900",
        "addr": "0.0.0.0",
        "disable-ticketing": "on",
        "agent-mouse": "on",
        "image-compression": "off",
        "disable-copy-paste": "on",
        "seamless-migration": "on",
    }


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        ("type='vga' vram='16384'", {"driver": "VGA", "vgamem_mb": 16}),
        ("type='cirrus' vram='16384'", {"driver": "cirrus-vga"}),
        ("type='vmvga' vram='16384'", {"driver": "vmware-svga", "vgamem_mb": 16}),
        ("type='bochs' vram='16384'", {"driver": "bochs-display", "vgamem": 16 << 20}),
        ("type='virtio' heads='2'", {"driver": "virtio-vga", "max_outputs": 2}),
        ("type='ramfb'", {"driver": "ramfb"}),
        (
            "type='qxl' ram='65536' vram='32768' vram64='0' vgamem='16384' heads='1'",
            {
                "driver": "qxl-vga",
                "max_outputs": 1,
                "ram_size": 64 << 20,
                "vram_size": 32 << 20,
                "vram64_size_mb": 0,
                "vgamem_mb": 16,
            },
        ),
    ],
)
def test_video(model: str, wanted: dict[str, object]) -> None:
    place = {"id": "video0", "bus": "pci.0", "addr": "0x9"}
    parsed = built(f"<video><model {model}/><alias name='video0'/>{PCI}</video>")
    assert parsed.device("video0") == place | wanted


def test_second_video_card() -> None:
    first = f"<video><model type='virtio'/><alias name='video0'/>{PCI}</video>"
    second = first.replace("video0", "video1").replace("slot='9'", "slot='10'")
    parsed = built(first + second)
    assert parsed.device("video1")["driver"] == "virtio-gpu-pci"


def test_inputs() -> None:
    devices = f"""{USB}<input type='mouse' bus='ps2'/><input type='keyboard' bus='ps2'/>
      <input type='keyboard' bus='usb'><alias name='input2'/><address type='usb' bus='0' port='1.2'/></input>
      <input type='tablet' bus='virtio'><alias name='input3'/>{PCI}</input>
      <input type='evdev'><source dev='/dev/input/event1' grab='all' grabToggle='ctrl-ctrl' repeat='on'/>
        <alias name='input4'/></input>"""
    parsed = built(devices)
    assert parsed.drivers() == ["qemu-xhci", "usb-kbd", "virtio-tablet-pci"]
    assert parsed.device("input2")["port"] == "1.2"
    assert parsed.object("input4") == {
        "qom-type": "input-linux",
        "id": "input4",
        "evdev": "/dev/input/event1",
        "repeat": True,
        "grab_all": True,
        "grab-toggle": "ctrl-ctrl",
    }


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_random_numbers() -> None:
    devices = f"""<rng model='virtio-non-transitional'><rate bytes='1024' period='2000'/>
        <backend model='random'>/dev/urandom</backend><alias name='rng0'/>{PCI}</rng>
      <rng model='virtio'><backend model='egd' type='unix'><source mode='connect' path='/e'/></backend>
        <alias name='rng1'/>{PCI.replace("slot='9'", "slot='10'")}</rng>
      <rng model='virtio'><backend model='builtin'/><alias name='rng2'/>{PCI.replace("slot='9'", "slot='11'")}</rng>"""
    parsed = built(devices)
    assert parsed.object("objrng0") == {"qom-type": "rng-random", "id": "objrng0", "filename": "/dev/urandom"}
    wanted = {"driver": "virtio-rng-pci-non-transitional", "rng": "objrng0", "max-bytes": 1024, "period": 2000}
    assert wanted.items() <= parsed.device("rng0").items()
    assert parsed.object("objrng1") == {"qom-type": "rng-egd", "id": "objrng1", "chardev": "charrng1"}
    assert parsed.pairs("-chardev", "charrng1")["path"] == "/e"
    assert parsed.object("objrng2")["qom-type"] == "rng-builtin"


def test_memory_balloon() -> None:
    balloon = f"""<memballoon model='virtio' autodeflate='on' freePageReporting='on'><stats period='5'/>
      <alias name='balloon0'/>{PCI}</memballoon>"""
    parsed = built(balloon)
    device = parsed.device("balloon0")
    assert (device["deflate-on-oom"], device["free-page-reporting"]) == (True, True)
    (command,) = parsed.command.setup
    assert (command.name, command.arguments["value"]) == ("qom-set", 5)
    assert "virtio-balloon-pci" not in built("<memballoon model='none'/>").drivers()


def test_watchdogs() -> None:
    i6300 = f"<watchdog model='i6300esb' action='poweroff'><alias name='watchdog0'/>{PCI}</watchdog>"
    parsed = built(i6300)
    assert parsed.device("watchdog0")["driver"] == "i6300esb"
    assert parsed.pairs("-action")["watchdog"] == "poweroff"
    itco = "<watchdog model='itco' action='reset'><alias name='watchdog0'/></watchdog>"
    assert built(itco, machine="q35").one("-global") == "ICH9-LPC.noreboot=off"
    with pytest.raises(ConfigUnsupported, match="'itco' comes with q35"):
        built(itco)


def test_iothreads_fill_up_from_the_lowest_free_number() -> None:
    general = """<iothreads>3</iothreads><iothreadids><iothread id='2' thread_pool_min='1'><poll max='99'/></iothread>
      </iothreadids>"""
    parsed = build_from(document(general=general))
    ids = [value["id"] for value in parsed.json("-object") if value["qom-type"] == "iothread"]
    assert ids == ["iothread1", "iothread2", "iothread3"]
    assert parsed.object("iothread2")["poll-max-ns"] == 99


def test_platform_devices() -> None:
    general = "<genid>11111111-2222-3333-4444-555555555556</genid>"
    parsed = build_from(document(general=general, features="<acpi/><vmcoreinfo state='on'/>"))
    assert parsed.drivers() == ["vmcoreinfo", "vmgenid"]
    assert parsed.device("vmgenid0")["guid"] == "11111111-2222-3333-4444-555555555556"
