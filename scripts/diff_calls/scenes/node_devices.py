"""The host's devices."""

XML = """<device><parent>scsi_host2</parent><capability type='scsi_host'><capability type='fc_host'>
<wwnn>2000000011111111</wwnn><wwpn>1000000011111111</wwpn></capability></capability></device>"""


def scene(t):
    libvirt = t.libvirt
    conn = libvirt.open("test:///default")
    t.call(conn.numOfDevices, None)
    t.call(conn.numOfDevices, "scsi_host")
    t.call(conn.listDevices, "system")
    t.call(conn.listDevices, "nonsense")
    t.call(conn.listAllDevices, libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM)
    t.call(conn.listAllDevices, libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET)
    number = t.call(
        conn.nodeDeviceEventRegisterAny, None, libvirt.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE, t.handler("device"), None
    )
    for name in ("computer", "scsi_host1", "scsi_host2", "scsi_host11"):
        device = t.call(conn.nodeDeviceLookupByName, name)
        t.call(device.name)
        t.call(device.XMLDesc)
        t.call(device.parent)
        t.call(device.listCaps)
        t.call(device.numOfCaps)
    t.call(conn.nodeDeviceLookupByName, "nothing")
    t.call(conn.nodeDeviceLookupSCSIHostByWWN, "2000000012341234", "1000000012341234")
    t.call(device.dettach)
    t.call(device.detachFlags, None)
    t.call(device.reAttach)
    t.call(device.reset)
    made = t.call(conn.nodeDeviceCreateXML, XML)
    if made is not None:
        t.call(made.XMLDesc)
        t.call(made.parent)
        t.call(made.destroy)
        t.call(made.destroy)
        t.call(made.XMLDesc)
    t.events(2)
    t.call(conn.nodeDeviceCreateXML, XML, 4)
    t.call(conn.nodeDeviceCreateXML, "<device/>")
    t.call(conn.nodeDeviceCreateXML, "<device")
    t.call(conn.nodeDeviceCreateXML, XML.replace("scsi_host2", "scsi_host99"))
    t.call(conn.nodeDeviceLookupByName("computer").destroy)
    t.call(conn.nodeDeviceEventDeregisterAny, number)
    conn.close()
