"""Boot a tiny Linux guest, ask it who it is, shut it down."""

import tempfile

import anyvirt as libvirt
from anyvirt.testing import build_guest

guest = build_guest()  # a kernel, an initial file system, and the XML that boots them
with tempfile.TemporaryDirectory() as root, libvirt.open(f"qemu:///embed?root={root}") as conn:
    dom = conn.defineXML(guest.domain_xml("first"))
    with guest.boot(dom) as console:
        print(console.run("uname -sr"), dom.info())
        dom.shutdown()
        console.wait_closed()
    dom.undefine()
