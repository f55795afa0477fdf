"""Saving to files and restoring, managed saves and dumps."""

import os

XML = """<domain type='test'><name>web</name><uuid>11111111-2222-3333-4444-555555555555</uuid>
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os><devices>
<graphics type='vnc' port='5901' passwd='sesame'/>
</devices></domain>"""
NODE = f"""<node><domain xmlns:test='http://libvirt.org/schemas/domain/test/1.0' type='test'>
<test:runstate>5</test:runstate><test:hasmanagedsave/>{XML.split("'test'>", 1)[1]}</node>"""


def scene(t):
    libvirt = t.libvirt
    conn = libvirt.open("test:///default")
    number = conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, t.handler("lifecycle"), None)
    files(t, libvirt, conn)
    managed(t, libvirt, conn)
    dumps(t, libvirt, conn)
    conn.domainEventDeregisterAny(number)
    conn.close()
    node_file(t, libvirt)


def files(t, libvirt, conn):
    file = str(t.folder / "saved")
    dom = conn.defineXML(XML)
    t.call(dom.save, file)
    dom.create()
    t.call(dom.save, str(t.folder / "missing" / "saved"))
    t.call(dom.isActive)
    t.call(dom.saveFlags, file, None, 6)
    t.call(dom.saveFlags, file, None, 8)
    t.call(dom.saveFlags, file, None, 16)
    t.call(dom.save, file)
    t.call(dom.state)
    t.call(os.path.getsize, file)
    t.call(conn.saveImageGetXMLDesc, file)
    t.call(conn.saveImageGetXMLDesc, file, libvirt.VIR_DOMAIN_SAVE_IMAGE_XML_SECURE)
    t.call(conn.saveImageGetXMLDesc, file, 2)
    t.call(conn.saveImageGetXMLDesc, str(t.folder / "none"))
    t.call(conn.saveImageDefineXML, file, XML)
    t.call(conn.saveImageDefineXML, file, XML, 2)
    t.call(conn.saveImageDefineXML, file, XML, 6)
    t.call(conn.saveImageDefineXML, file, XML, 1)
    t.call(conn.saveImageDefineXML, file, "<domain>")
    t.call(conn.saveImageDefineXML, file, XML.replace("'MiB'>64", "'MiB'>65"))
    t.call(conn.saveImageDefineXML, file, XML.replace("<name>web", "<name>other"))
    t.call(conn.saveImageDefineXML, file, XML.replace("5901", "5902"))
    t.call(conn.saveImageGetXMLDesc, file)
    for flags in (6, 8, 16):
        t.call(conn.restoreFlags, file, None, flags)
    t.call(conn.restore, str(t.folder / "none"))
    t.call(conn.restore, file)
    t.call(dom.state)
    t.call(dom.XMLDesc, libvirt.VIR_DOMAIN_XML_SECURE)
    t.call(dom.XMLDesc, libvirt.VIR_DOMAIN_XML_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE)
    t.call(dom.isPersistent)
    t.call(conn.restore, file)
    dom.destroy()
    dom.undefine()
    t.call(conn.restore, file)
    t.call(dom.isPersistent)
    t.call(dom.state)
    t.call(dom.save, file)
    t.call(dom.state)
    t.call(os.path.exists, file)
    (t.folder / "bad").write_bytes(b"not an image of any driver")
    t.call(conn.restore, str(t.folder / "bad"))
    t.call(conn.saveImageGetXMLDesc, str(t.folder / "bad"))
    (t.folder / "short").write_bytes(b"TestGuestMagic\0")
    t.call(conn.restore, str(t.folder / "short"))
    (t.folder / "long").write_bytes(b"TestGuestMagic\0\xff\xff\xff\x7f<domain/>")
    t.call(conn.restore, str(t.folder / "long"))
    t.call(conn.restore, "")
    t.events(8)
    more(t, libvirt, conn, file)
    t.events(8)


def more(t, libvirt, conn, file):
    """What the original's driver does not do."""
    dom = conn.createXML(XML)
    t.call(dom.saveFlags, file, XML, libvirt.VIR_DOMAIN_SAVE_BYPASS_CACHE | libvirt.VIR_DOMAIN_SAVE_PAUSED)
    t.call(conn.restoreFlags, file, XML, libvirt.VIR_DOMAIN_SAVE_BYPASS_CACHE)
    t.call(dom.saveParams, {"file": file}, 0)
    t.call(conn.restoreParams, {"file": file}, 0)
    t.call(dom.saveParams, {"file": 3}, 0)
    t.call(dom.saveParams, {"nonsense": "x"}, 0)
    t.call(conn.restoreParams, {}, 0)
    dom.destroy()


def managed(t, libvirt, conn):
    dom = conn.defineXML(XML)
    t.call(dom.hasManagedSaveImage)
    t.call(dom.hasManagedSaveImage, 1)
    t.call(dom.managedSave)
    t.call(dom.managedSaveRemove)
    t.call(dom.managedSaveRemove, 1)
    t.call(dom.managedSaveGetXMLDesc)
    for flags in (0, 1, 2, 6, 8, 16):
        if not dom.isActive():
            dom.create()
        t.call(dom.managedSave, flags)
        t.call(dom.state)
        t.call(dom.hasManagedSaveImage)
    t.call(dom.managedSave)
    t.call(dom.managedSave)
    t.call(conn.listAllDomains, libvirt.VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE)
    t.call(dom.undefine)
    t.call(dom.undefineFlags, 0)
    t.call(dom.create)
    t.call(dom.state)
    t.call(dom.hasManagedSaveImage)
    t.call(dom.managedSave)
    t.call(dom.createWithFlags, libvirt.VIR_DOMAIN_START_FORCE_BOOT)
    t.call(dom.createWithFlags, 0)
    t.call(dom.hasManagedSaveImage)
    t.call(dom.managedSave)
    t.call(dom.managedSaveRemove)
    t.call(dom.hasManagedSaveImage)
    t.call(dom.create)
    t.call(dom.managedSave)
    t.call(dom.undefineFlags, libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
    dom = conn.createXML(XML)
    t.call(dom.managedSave)
    t.call(dom.destroy)
    t.events(18)
    dom = conn.defineXML(XML)
    dom.create()
    t.call(dom.managedSave, libvirt.VIR_DOMAIN_SAVE_PAUSED)
    t.call(dom.create)
    t.call(dom.state)
    dom.destroy()
    dom.undefine()
    t.events(7)


def dumps(t, libvirt, conn):
    file = str(t.folder / "core")
    dom = conn.defineXML(XML)
    t.call(dom.coreDump, file, 0)
    dom.create()
    t.call(dom.coreDump, str(t.folder / "missing" / "core"), 0)
    for flags in (2, 4, 8, 16, 32, 3):
        t.call(dom.coreDump, file, flags)
        t.call(dom.isActive)
    t.call(dom.coreDump, file, 0)
    t.call(lambda: (t.folder / "core").read_bytes())
    for form in range(6):
        t.call(dom.coreDumpWithFormat, file, form, 0)
    t.call(dom.isActive)
    t.call(dom.coreDump, file, libvirt.VIR_DUMP_CRASH)
    t.call(dom.state)
    dom.undefine()
    dom = conn.createXML(XML)
    t.call(dom.coreDump, file, libvirt.VIR_DUMP_CRASH)
    t.call(dom.state)
    t.events(6)


def node_file(t, libvirt):
    (t.folder / "node.xml").write_text(NODE)
    conn = libvirt.open(f"test://{t.folder}/node.xml")
    dom = conn.lookupByName("web")
    t.call(dom.hasManagedSaveImage)
    t.call(conn.listAllDomains, libvirt.VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE)
    t.call(dom.undefine)
    t.call(dom.create)
    t.call(dom.state)
    t.call(dom.hasManagedSaveImage)
