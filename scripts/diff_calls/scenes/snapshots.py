"""Snapshots: taking, listing, describing, redefining, reverting and deleting them, as a tree."""

TIMES = r"<creationTime>\d+</creationTime>|<name>\d+</name>"
XML = """<domain type='test'><name>web</name><uuid>11111111-2222-3333-4444-555555555555</uuid>
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os><devices>
<disk type='file'><source file='/images/a.img'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>
<disk type='file'><source file='/images/b.img'/><target dev='vdb' bus='virtio'/></disk>
</devices></domain>"""
EXISTING = """<domainsnapshot><name>%s</name><state>%s</state><creationTime>1000000</creationTime>%s
<domain type='test'><name>web</name><uuid>11111111-2222-3333-4444-555555555555</uuid>
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain></domainsnapshot>"""


def named(name, more=""):
    return f"<domainsnapshot><name>{name}</name>{more}</domainsnapshot>"


def scene(t):
    libvirt = t.libvirt
    conn = libvirt.open("test:///default")
    number = conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, t.handler("lifecycle"), None)
    taking(t, libvirt, conn)
    tree(t, libvirt, conn)
    redefining(t, libvirt, conn)
    reverting(t, libvirt, conn)
    deleting(t, libvirt, conn)
    conn.domainEventDeregisterAny(number)
    conn.close()


def taking(t, libvirt, conn):
    dom = conn.lookupByName("test")
    t.call(dom.snapshotNum)
    t.call(dom.snapshotListNames)
    t.call(dom.listAllSnapshots)
    t.call(dom.hasCurrentSnapshot)
    t.call(dom.snapshotCurrent)
    t.call(dom.snapshotLookupByName, "none")
    t.call(dom.snapshotCreateXML, "<domainsnapshot>")
    t.call(dom.snapshotCreateXML, "<domain/>")
    t.call(dom.snapshotCreateXML, named("a/b"))
    t.call(dom.snapshotCreateXML, named("../b"))
    t.call(dom.snapshotCreateXML, named("\n"))
    t.call(dom.snapshotCreateXML, named(""), loose=True)
    for snapshot in dom.listAllSnapshots():
        if snapshot.getName() not in ("none",):
            snapshot.delete()
    for bit in range(12):
        if 1 << bit not in (4, 16, 32):
            snapshot = t.call(dom.snapshotCreateXML, named(f"bit{bit}"), 1 << bit)
            if snapshot is not None:
                snapshot.delete()
    t.call(dom.snapshotCreateXML, named("none"), libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA)
    t.call(dom.snapshotCreateXML, named("c"), libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT)
    t.call(dom.snapshotCreateXML, named("e", "<unknown/>"), libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE)
    first = t.call(dom.snapshotCreateXML, named("first", "<description>one &lt;</description>"))
    t.call(first.getXMLDesc, hide=TIMES)
    t.call(first.getXMLDesc, libvirt.VIR_DOMAIN_SNAPSHOT_XML_SECURE, hide=TIMES)
    t.call(first.getXMLDesc, 2)
    t.call(first.getName)
    t.call(first.isCurrent)
    t.call(first.isCurrent, 1)
    t.call(first.hasMetadata)
    t.call(first.hasMetadata, 1)
    t.call(first.getParent)
    t.call(first.getParent, 1)
    t.call(dom.hasCurrentSnapshot)
    t.call(dom.hasCurrentSnapshot, 1)
    t.call(dom.snapshotCurrent)
    t.call(dom.snapshotCurrent, 1)
    t.call(dom.snapshotLookupByName, "first")
    t.call(dom.snapshotLookupByName, "first", 1)
    t.call(dom.snapshotCreateXML, named("first"))
    t.call(dom.snapshotCreateXML, "<domainsnapshot/>", loose=True)
    t.call(dom.snapshotNum)
    t.call(dom.snapshotCreateXML, named("m1", "<memory snapshot='no'/>"))
    t.call(dom.snapshotCreateXML, named("m2", "<memory snapshot='internal'/>"))
    t.call(dom.snapshotCreateXML, named("m3", "<memory snapshot='external'/>"))
    t.call(dom.snapshotCreateXML, named("m4", "<memory snapshot='external' file='/tmp/m4'/>"))
    t.call(dom.snapshotCreateXML, named("m5", "<memory snapshot='bad'/>"))
    t.call(dom.snapshotCreateXML, named("d1", "<disks><disk name='vdz'/></disks>"))
    t.call(dom.snapshotCreateXML, named("d2", "<disks><disk name='vda' snapshot='external'/></disks>"))
    t.call(dom.snapshotCreateXML, named("d3", "<disks><disk name='vda' snapshot='no'/></disks>"))
    t.call(dom.snapshotCreateXML, named("d4", "<disks><disk name='vda'/></disks>"))
    t.call(dom.snapshotCreateXML, named("d5", "<disks><disk name='vda'/><disk name='/guest/diskimage1'/></disks>"))
    t.call(dom.snapshotCreateXML, named("d6", "<disks><disk name='/guest/diskimage1'/></disks>"))
    for name in ("m1", "m2", "m4", "d3", "d4", "d6"):
        snapshot = t.call(dom.snapshotLookupByName, name)
        if snapshot is not None:
            t.call(snapshot.getXMLDesc, hide=TIMES)
    t.call(dom.suspend)
    paused = t.call(dom.snapshotCreateXML, named("paused"))
    t.call(paused.getXMLDesc, hide=TIMES)
    t.call(dom.destroy)
    off = t.call(dom.snapshotCreateXML, named("off"))
    t.call(off.getXMLDesc, hide=TIMES)
    t.call(dom.snapshotCreateXML, named("offm", "<memory snapshot='internal'/>"))
    t.call(dom.create)
    t.call(dom.snapshotCreateXML, named("halt"), libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_HALT)
    t.call(dom.state)
    t.call(dom.snapshotCreateXML, named("halt2"), libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_HALT)
    t.events(3)
    t.call(dom.undefine)
    t.call(dom.undefineFlags, 0)
    t.call(dom.rename, "new")
    t.call(dom.undefineFlags, libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA)
    t.call(dom.undefineFlags, libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)
    t.call(off.getXMLDesc, hide=TIMES)
    t.events(3)
    transient = conn.createXML(XML.replace("web", "transient"))
    t.call(transient.snapshotCreateXML, named("a"))
    t.call(transient.snapshotCreateXML, named("b"), libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_HALT)
    t.call(transient.destroy)
    t.call(transient.snapshotNum)
    t.events(2)


def names(snapshots):
    return sorted(snapshots)


def tree(t, libvirt, conn):
    dom = conn.defineXML(XML)
    a = dom.snapshotCreateXML(named("a"))
    dom.snapshotCreateXML(named("b"))
    dom.create()
    dom.snapshotCreateXML(named("c"))
    dom.revertToSnapshot(a)
    dom.snapshotCreateXML(named("d"))
    dom.create()
    dom.snapshotCreateXML(named("e"))
    topological = libvirt.VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL
    for flags in [0, *(1 << bit for bit in range(12))]:
        t.call(dom.snapshotNum, flags)
        t.call(dom.snapshotNum, flags | topological)
        t.call(dom.snapshotListNames, flags | topological)
        t.call(dom.listAllSnapshots, flags | topological)
        t.call(a.numChildren, flags)
        t.call(a.listChildrenNames, flags | topological)
        t.call(a.listAllChildren, flags | topological)
    for flags in (4 | 8, 16 | 2, 16 | 32, 64 | 128, 64 | 128 | 256, 512 | 256, 4 | 1, 4096):
        t.call(dom.snapshotListNames, flags | topological)
        t.call(a.listChildrenNames, flags | topological)
    t.call(names, dom.snapshotListNames())
    t.call(dom.snapshotLookupByName("e").getParent)
    t.call(dom.snapshotLookupByName("c").getParent)
    t.call(dom.snapshotCurrent)
    t.call(conn.listAllDomains, libvirt.VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT)
    t.call(conn.listAllDomains, libvirt.VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT)
    t.call(dom.snapshotLookupByName("c").getXMLDesc, hide=TIMES)
    t.call(dom.snapshotLookupByName("d").getXMLDesc, hide=TIMES)
    t.call(dom.undefine)
    t.call(dom.destroy)
    t.call(dom.snapshotNum)
    t.events(6)


def redefining(t, libvirt, conn):
    redefine = libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE
    current = libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT
    dom = conn.defineXML(XML)
    t.call(dom.snapshotCreateXML, named("r"), redefine)
    t.call(dom.snapshotCreateXML, named("r", "<creationTime>1</creationTime>"), redefine)
    t.call(dom.snapshotCreateXML, named("r", "<creationTime>x</creationTime><state>shutoff</state>"), redefine)
    t.call(dom.snapshotCreateXML, named("r", "<creationTime>1</creationTime><state>odd</state>"), redefine)
    t.call(dom.snapshotCreateXML, named("bare", "<creationTime>1</creationTime><state>shutoff</state>"), redefine)
    off = t.call(dom.snapshotCreateXML, EXISTING % ("off", "shutoff", ""), redefine)
    t.call(off.getXMLDesc)
    on = t.call(dom.snapshotCreateXML, EXISTING % ("on", "running", ""), redefine | current)
    t.call(on.getXMLDesc)
    t.call(on.isCurrent)
    t.call(dom.snapshotCreateXML, EXISTING % ("on", "paused", ""), redefine)
    t.call(on.getXMLDesc)
    t.call(on.isCurrent)
    t.call(dom.snapshotCreateXML, EXISTING % ("on", "shutoff", ""), redefine)
    t.call(dom.snapshotCreateXML, EXISTING % ("on", "disk-snapshot", ""), redefine)
    t.call(dom.snapshotCreateXML, EXISTING % ("off", "running", ""), redefine)
    t.call(dom.snapshotCreateXML, EXISTING % ("off", "disk-snapshot", ""), redefine)
    t.call(dom.snapshotCreateXML, EXISTING % ("disk", "disk-snapshot", ""), redefine)
    t.call(dom.snapshotCreateXML, EXISTING % ("disk", "shutoff", ""), redefine)
    t.call(dom.snapshotCreateXML, EXISTING % ("own", "shutoff", "<parent><name>own</name></parent>"), redefine)
    t.call(dom.snapshotCreateXML, EXISTING % ("own", "shutoff", "<parent><name>nobody</name></parent>"), redefine)
    child = EXISTING % ("child", "shutoff", "<parent><name>off</name></parent>")
    t.call(dom.snapshotCreateXML, child, redefine)
    t.call(dom.snapshotCreateXML, EXISTING % ("off", "shutoff", "<parent><name>child</name></parent>"), redefine)
    t.call(dom.snapshotCreateXML, child.replace("-5555", "-6666"), redefine)
    t.call(dom.snapshotCreateXML, child.replace("'MiB'>64", "'MiB'>65"), redefine)
    t.call(dom.snapshotCreateXML, child.replace("<name>off", "<name>on"), redefine)
    t.call(dom.snapshotLookupByName("child").getParent)
    t.call(dom.snapshotCreateXML, EXISTING % ("child", "shutoff", ""), redefine)
    t.call(dom.snapshotLookupByName("child").getParent)
    t.call(dom.snapshotCreateXML, EXISTING % ("new", "shutoff", ""))
    t.call(dom.snapshotLookupByName("new").getXMLDesc, hide=TIMES)
    t.call(dom.snapshotCreateXML, EXISTING % ("h", "shutoff", ""), redefine | libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_HALT)
    t.call(dom.snapshotListNames, libvirt.VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY)
    t.call(dom.snapshotCreateXML, named("off", "<creationTime>2</creationTime><state>shutoff</state>"), redefine)
    t.call(off.getXMLDesc)
    t.call(dom.undefineFlags, libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)
    t.events(2)


def reverting(t, libvirt, conn):
    dom = conn.defineXML(XML)
    off = dom.snapshotCreateXML(named("off"))
    dom.create()
    on = dom.snapshotCreateXML(named("on"))
    dom.suspend()
    paused = dom.snapshotCreateXML(named("paused"))
    t.events(3)
    t.call(dom.revertToSnapshot, on, 16)
    t.call(dom.revertToSnapshot, on, 3)
    for snapshot, every in ((off, (0, 4)), (on, (0, 1, 2, 4, 5, 6)), (paused, (0, 1, 2, 4, 5, 6))):
        for flags in every:
            for state in ("off", "running", "paused"):
                if dom.isActive():
                    dom.destroy()
                if state != "off":
                    dom.create()
                if state == "paused":
                    dom.suspend()
                t.call(dom.revertToSnapshot, snapshot, flags)
                t.call(dom.state)
                t.call(dom.isActive)
                t.call(dom.snapshotCurrent)
    if dom.isActive():
        dom.destroy()
    t.events(161)
    conn.defineXML(XML.replace("'MiB'>64", "'MiB'>96"))
    dom.create()
    t.call(dom.revertToSnapshot, on)
    t.call(dom.hasCurrentSnapshot)
    t.call(dom.revertToSnapshot, on, libvirt.VIR_DOMAIN_SNAPSHOT_REVERT_FORCE)
    t.call(dom.XMLDesc)
    t.call(dom.XMLDesc, libvirt.VIR_DOMAIN_XML_INACTIVE)
    t.call(dom.revertToSnapshot, off)
    t.call(dom.XMLDesc)
    t.call(dom.revertToSnapshot, off, libvirt.VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING)
    t.call(dom.state)
    t.call(dom.revertToSnapshot, off, libvirt.VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED)
    t.call(dom.state)
    if dom.isActive():
        dom.destroy()
    t.call(dom.undefineFlags, libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)
    t.events(13)
    transient = conn.createXML(XML)
    snapshot = transient.snapshotCreateXML(named("on"))
    redefine = libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE
    gone = transient.snapshotCreateXML(EXISTING % ("off", "shutoff", ""), redefine)
    t.call(transient.revertToSnapshot, snapshot)
    t.call(transient.revertToSnapshot, gone)
    t.call(transient.isActive)
    t.call(transient.destroy)
    t.call(transient.revertToSnapshot, snapshot)
    t.events(4)


def deleting(t, libvirt, conn):
    children = libvirt.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN
    only = libvirt.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY
    topological = libvirt.VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL
    for flags in (0, children, only, children | only, 8):
        for name in ("a", "b", "c", "d"):
            dom = conn.defineXML(XML)
            for each in "abcd":
                dom.snapshotCreateXML(named(each))
            t.call(dom.snapshotLookupByName(name).delete, flags)
            t.call(dom.snapshotListNames, topological)
            t.call(dom.hasCurrentSnapshot)
            t.call(dom.snapshotCurrent)
            for each in dom.listAllSnapshots():
                t.call(each.getParent) if each.getName() == "c" else None
            dom.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)
    dom = conn.defineXML(XML)
    gone = dom.snapshotCreateXML(named("b"))
    t.call(gone.delete, libvirt.VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY)
    gone = dom.snapshotCreateXML(named("a"))
    t.call(gone.delete)
    t.call(gone.delete)
    t.call(gone.getXMLDesc)
    t.call(gone.getParent)
    t.call(gone.isCurrent)
    t.call(gone.numChildren)
    t.call(dom.revertToSnapshot, gone)
    dom.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)
    t.call(gone.delete)
