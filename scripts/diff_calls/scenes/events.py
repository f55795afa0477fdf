"""Registering for events of every kind, and the handlers' arguments."""

KINDS = ("domain", "network", "storagePool", "nodeDevice")


def scene(t):
    libvirt = t.libvirt
    conn = libvirt.open("test:///default")
    for number in range(27):
        t.call(conn.domainEventRegisterAny, None, number, t.handler(f"domain {number}"), None)
    t.call(conn.networkEventRegisterAny, None, 0, t.handler("network"), None)
    for number in (0, 1):
        t.call(conn.storagePoolEventRegisterAny, None, number, t.handler(f"pool {number}"), None)
        t.call(conn.nodeDeviceEventRegisterAny, None, number, t.handler(f"device {number}"), None)
    for kind in KINDS:
        t.call(getattr(conn, f"{kind}EventDeregisterAny"), 99)
        t.call(getattr(conn, f"{kind}EventDeregisterAny"), -1)
    t.call(conn.registerCloseCallback, print, None)
    t.call(conn.unregisterCloseCallback)
    t.call(conn.unregisterCloseCallback)

    stranger = libvirt.open("test:///default")
    dom = conn.lookupByName("test")
    t.call(conn.domainEventRegisterAny, stranger.lookupByName("test"), 0, print, None)
    t.call(conn.networkEventRegisterAny, stranger.networkLookupByName("default"), 0, print, None)
    t.call(conn.storagePoolEventRegisterAny, stranger.storagePoolLookupByName("default-pool"), 0, print, None)
    t.call(conn.nodeDeviceEventRegisterAny, stranger.nodeDeviceLookupByName("computer"), 0, print, None)
    stranger.close()

    legacy = t.handler("legacy")
    t.call(conn.domainEventDeregister, legacy)
    t.call(conn.domainEventRegister, legacy, "opaque")
    t.call(conn.domainEventDeregister, print)
    dom.suspend()
    t.events(2)
    t.call(conn.domainEventDeregister, legacy)
    t.call(conn.domainEventDeregister, legacy)
    dom.resume()
    dom.setMetadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, "text", None, None)
    dom.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", "k", "urn:x")
    dom.destroy()
    dom.create()
    t.events(5)
    network = conn.networkLookupByName("default")
    network.destroy()
    network.create()
    conn.networkDefineXML("<network><name>another</name></network>")
    t.events(3)
    pool = conn.storagePoolLookupByName("default-pool")
    pool.refresh()
    pool.destroy()
    pool.build()
    pool.create()
    t.events(4)
    mine = t.call(conn.domainEventRegisterAny, dom, 0, t.handler("of test"), None)
    conn.createXML(
        "<domain type='test'><name>other</name><memory>1024</memory><os><type>hvm</type></os></domain>"
    ).destroy()
    dom.suspend()
    t.events(4)
    t.call(conn.domainEventDeregisterAny, mine)
    conn.close()
