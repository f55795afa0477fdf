"""A connection that may only look: each call that changes something is refused."""


def scene(t):
    libvirt = t.libvirt
    writer = libvirt.open("test:///default")
    conn = libvirt.openReadOnly("test:///default")
    dom = conn.lookupByName("test")
    for name in (
        "undefine", "create", "destroy", "shutdown", "suspend", "resume", "reset", "reboot", "managedSave",
        "managedSaveRemove", "abortJob", "fSFreeze", "fSThaw", "injectNMI",
    ):  # fmt: skip
        if hasattr(dom, name):
            t.call(getattr(dom, name))
    for name, args in (
        ("setVcpus", (2,)),
        ("setMemory", (1024,)),
        ("setMaxMemory", (1024,)),
        ("setAutostart", (1,)),
        ("rename", ("x",)),
        ("pinVcpu", (0, (True,))),
        ("sendKey", (0, 0, [1], 1)),
        ("save", ("/nonexistent/x",)),
        ("coreDump", ("/nonexistent/x",)),
        ("snapshotCreateXML", ("<x/>",)),
        ("checkpointCreateXML", ("<x/>",)),
        ("XMLDesc", (libvirt.VIR_DOMAIN_XML_SECURE,)),
        ("XMLDesc", (libvirt.VIR_DOMAIN_XML_MIGRATABLE,)),
        ("vcpusFlags", (libvirt.VIR_DOMAIN_VCPU_GUEST,)),
        ("interfaceAddresses", (libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT,)),
    ):
        t.call(getattr(dom, name), *args)
    for name, args in (
        ("defineXML", ("<x/>",)),
        ("createXML", ("<x/>",)),
        ("networkDefineXML", ("<x/>",)),
        ("networkCreateXML", ("<x/>",)),
        ("interfaceDefineXML", ("<x/>",)),
        ("changeBegin", ()),
        ("secretDefineXML", ("<x/>",)),
        ("nwfilterDefineXML", ("<x/>",)),
        ("nodeDeviceCreateXML", ("<x/>",)),
        ("suspendForDuration", (0, 1)),
        ("restore", ("/nonexistent/x",)),
    ):
        t.call(getattr(conn, name), *args)
    t.call(dom.isActive)
    t.call(dom.state)
    writer.close()
