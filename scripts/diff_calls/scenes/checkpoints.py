"""Checkpoints: making, listing, describing, redefining and deleting them; backups, which the original does not have."""

TIMES = r"<creationTime>\d+</creationTime>"
XML = """<domain type='test'><name>web</name><uuid>11111111-2222-3333-4444-555555555555</uuid>
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os><devices>
<disk type='file'><source file='/images/a.img'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>
<disk type='file'><source file='/images/b.img'/><target dev='vdb' bus='virtio'/></disk>
</devices></domain>"""
EXISTING = """<domaincheckpoint><name>%s</name>%s<creationTime>1000000</creationTime>
<disks><disk name='vda' checkpoint='bitmap' bitmap='x'/></disks>%s</domaincheckpoint>"""
DOMAIN = """<domain type='test'><name>web</name><uuid>11111111-2222-3333-4444-555555555555</uuid>
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os><devices>
<disk type='file'><source file='/images/a.img'/><target dev='vda' bus='virtio'/></disk>
</devices></domain>"""


def named(name, more=""):
    return f"<domaincheckpoint><name>{name}</name>{more}</domaincheckpoint>"


def scene(t):
    libvirt = t.libvirt
    conn = libvirt.open("test:///default")
    making(t, libvirt, conn)
    redefining(t, libvirt, conn)
    deleting(t, libvirt, conn)
    conn.close()


def making(t, libvirt, conn):
    topological = libvirt.VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL
    dom = conn.defineXML(XML)
    t.call(dom.checkpointCreateXML, named("off"))
    dom.create()
    t.call(dom.listAllCheckpoints)
    t.call(dom.checkpointLookupByName, "none")
    t.call(dom.checkpointCreateXML, "<domaincheckpoint>")
    t.call(dom.checkpointCreateXML, "<domain/>")
    t.call(dom.checkpointCreateXML, named("a/b"))
    t.call(dom.checkpointCreateXML, named("u", "<unknown/>"))
    t.call(dom.checkpointCreateXML, named("q"), libvirt.VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE)
    t.call(dom.checkpointCreateXML, named("q"), 8)
    a = t.call(dom.checkpointCreateXML, named("a", "<description>one</description>"))
    t.call(a.getXMLDesc, hide=TIMES)
    for flags in (1, 2, 4, 8):
        t.call(a.getXMLDesc, flags, hide=TIMES)
    t.call(a.getName)
    t.call(a.getParent)
    t.call(a.getParent, 1)
    t.call(dom.checkpointCreateXML, named("a"))
    b = t.call(dom.checkpointCreateXML, named("b", "<disks><disk name='vda'/></disks>"))
    t.call(b.getXMLDesc, hide=TIMES)
    t.call(b.getParent)
    t.call(dom.checkpointCreateXML, named("c", "<disks><disk name='vdz'/></disks>"))
    t.call(dom.checkpointCreateXML, named("c", "<disks><disk name='hdc'/></disks>"))
    t.call(dom.checkpointCreateXML, named("c", "<disks><disk name='vda'/><disk name='vda'/></disks>"))
    c = t.call(dom.checkpointCreateXML, named("c", "<disks><disk name='vda' checkpoint='no'/></disks>"))
    t.call(c.getXMLDesc, hide=TIMES)
    for flags in [0, *(1 << bit for bit in range(7))]:
        t.call(dom.listAllCheckpoints, flags | topological)
        t.call(a.listAllChildren, flags | topological)
    t.call(dom.checkpointLookupByName, "b")
    t.call(dom.checkpointLookupByName, "b", 1)
    t.call(conn.listAllDomains, libvirt.VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT)
    t.call(dom.snapshotCreateXML, "<domainsnapshot/>", loose=True)
    dom.destroy()
    t.call(dom.listAllCheckpoints, topological)
    t.call(dom.undefine)
    t.call(dom.undefineFlags, 2)
    empty = conn.createXML(
        XML.replace("<disk", "<!--").replace("</disk>", "-->").replace("--><!--", "").replace("web", "empty")
    )
    if empty is not None:
        t.call(empty.checkpointCreateXML, named("a"))
        empty.destroy()


def redefining(t, libvirt, conn):
    redefine = libvirt.VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE
    validate = 4
    dom = conn.defineXML(XML)
    t.call(dom.checkpointCreateXML, named("r"), redefine)
    t.call(dom.checkpointCreateXML, EXISTING % ("r", "", DOMAIN), redefine)
    dom.create()
    t.call(dom.checkpointCreateXML, EXISTING % ("r", "", ""), redefine)
    t.call(dom.checkpointCreateXML, EXISTING % ("r", "", DOMAIN), redefine)
    r = t.call(dom.checkpointLookupByName, "r")
    if r is not None:
        t.call(r.getXMLDesc)
    t.call(dom.checkpointCreateXML, EXISTING % ("v", "", DOMAIN), redefine | validate)
    t.call(dom.checkpointCreateXML, EXISTING % ("v", "<parent><name>r</name></parent>", DOMAIN), redefine)
    t.call(dom.checkpointCreateXML, EXISTING % ("r", "<parent><name>v</name></parent>", DOMAIN), redefine)
    t.call(dom.checkpointCreateXML, EXISTING % ("r", "<parent><name>r</name></parent>", DOMAIN), redefine)
    t.call(dom.checkpointCreateXML, EXISTING % ("n", "<parent><name>zz</name></parent>", DOMAIN), redefine)
    t.call(dom.checkpointCreateXML, EXISTING % ("r", "", DOMAIN.replace("-5555", "-6666")), redefine)
    t.call(dom.checkpointCreateXML, EXISTING % ("r", "", DOMAIN.replace(">64", ">65")), redefine)
    new = t.call(dom.checkpointCreateXML, named("new"))
    if new is not None:
        t.call(new.getParent)
    dom.destroy()
    dom.undefine()


def deleting(t, libvirt, conn):
    topological = libvirt.VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL
    for flags in (0, 1, 2, 3, 4, 5, 8):
        for name in ("a", "b", "c", "d"):
            dom = conn.createXML(XML)
            for each in "abcd":
                dom.checkpointCreateXML(named(each))
            t.call(dom.checkpointLookupByName(name).delete, flags)
            t.call(dom.listAllCheckpoints, topological)
            new = t.call(dom.checkpointCreateXML, named("new"))
            t.call(new.getParent)
            dom.destroy()
    dom = conn.createXML(XML)
    gone = dom.checkpointCreateXML(named("a"))
    t.call(gone.delete)
    t.call(gone.delete)
    t.call(gone.getXMLDesc)
    t.call(gone.getParent)
    t.call(gone.listAllChildren)
    dom.destroy()
    t.call(gone.delete)
