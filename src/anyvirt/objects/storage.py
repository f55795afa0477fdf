# Generated from anyvirt.api: change the table there and run `make generate`.
"""virStoragePool: a place where the host keeps storage volumes.
virStorageVol: a piece of storage in a pool."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.objects.base import StoragePoolBase, StorageVolBase
from anyvirt.objects.streaming import opened
from anyvirt.util.arguments import object_ref, text, unsigned, unsigned_long, xml_text
from anyvirt.util.refs import StorageVolRef

if TYPE_CHECKING:
    from anyvirt.progress import OnBytes
    from anyvirt.stream import virStream
    from anyvirt.util.arguments import XmlLike


class virStoragePool(StoragePoolBase):
    """A place where the host keeps storage volumes."""

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the pool.

        Args:
            flags: VIR_STORAGE_XML_INACTIVE: the definition for the next start.

        Returns:
            an XML document <pool>.

        Raises:
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolGetXMLDesc, libvirt 0.4.1.
        """
        return self._conn._call(self._conn._storage_driver.storage_pool_get_xml_desc(self._ref, index(flags)))

    def info(self) -> list[int]:
        """Give the pool's state and its sizes.

        Returns:
            VIR_STORAGE_POOL_INACTIVE ..., then in bytes: capacity, what the volumes take, and what is left.

        Raises:
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolGetInfo, libvirt 0.4.1.
        """
        return list(self._conn._call(self._conn._storage_driver.storage_pool_get_info(self._ref)))

    def isActive(self) -> int:
        """Tell whether the pool is active.

        Returns:
            1 if it is, 0 if not.

        Raises:
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolIsActive, libvirt 0.7.3.
        """
        return int(self._conn._call(self._conn._storage_driver.storage_pool_is_active(self._ref)))

    def isPersistent(self) -> int:
        """Tell whether the pool has a definition that outlives its stop.

        Returns:
            1 if it has, 0 if not.

        Raises:
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolIsPersistent, libvirt 0.7.3.
        """
        return int(self._conn._call(self._conn._storage_driver.storage_pool_is_persistent(self._ref)))

    def autostart(self) -> int:
        """Tell whether the pool starts with the host.

        Returns:
            1 if it does, 0 if not.

        Raises:
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolGetAutostart, libvirt 0.4.1.
        """
        return int(self._conn._call(self._conn._storage_driver.storage_pool_get_autostart(self._ref)))

    def setAutostart(self, autostart: int) -> int:
        """Say whether the pool starts with the host.

        Args:
            autostart: whether it starts with the host.

        Raises:
            InvalidArg: it has no definition that outlives its stop.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolSetAutostart, libvirt 0.4.1.
        """
        self._conn._check_write("virStoragePoolSetAutostart")
        self._conn._call(self._conn._storage_driver.storage_pool_set_autostart(self._ref, bool(index(autostart))))
        return 0

    def build(self, flags: int = 0) -> int:
        """Make what the pool keeps its volumes in: the folder, the file system, the partition table.

        Args:
            flags: VIR_STORAGE_POOL_BUILD_*: what becomes of that which is there.

        Raises:
            OperationInvalid: the pool is active.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolBuild, libvirt 0.4.1.
        """
        self._conn._check_write("virStoragePoolBuild")
        self._conn._call(self._conn._storage_driver.storage_pool_build(self._ref, index(flags)))
        return 0

    def create(self, flags: int = 0) -> int:
        """Start the pool.

        Args:
            flags: VIR_STORAGE_POOL_CREATE_WITH_BUILD and how it treats what is there: _WITH_BUILD_OVERWRITE,
                _NO_OVERWRITE.

        Raises:
            OperationInvalid: the pool is active.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolCreate, libvirt 0.4.1.
        """
        self._conn._check_write("virStoragePoolCreate")
        self._conn._call(self._conn._storage_driver.storage_pool_create(self._ref, index(flags)))
        return 0

    def destroy(self) -> int:
        """Stop the pool. Its volumes stay where they are. One without a definition is gone then.

        Raises:
            OperationInvalid: the pool is not active.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolDestroy, libvirt 0.4.1.
        """
        self._conn._check_write("virStoragePoolDestroy")
        self._conn._call(self._conn._storage_driver.storage_pool_destroy(self._ref))
        return 0

    def delete(self, flags: int = 0) -> int:
        """Remove what the pool keeps its volumes in, and all that is there. The definition stays.

        Args:
            flags: VIR_STORAGE_POOL_DELETE_ZEROED: overwrite the data.

        Raises:
            OperationInvalid: the pool is active.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolDelete, libvirt 0.4.1.
        """
        self._conn._check_write("virStoragePoolDelete")
        self._conn._call(self._conn._storage_driver.storage_pool_delete(self._ref, index(flags)))
        return 0

    def undefine(self) -> int:
        """Forget the definition of the pool. Its volumes stay where they are.

        Raises:
            OperationInvalid: the pool is active.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolUndefine, libvirt 0.4.1.
        """
        self._conn._check_write("virStoragePoolUndefine")
        self._conn._call(self._conn._storage_driver.storage_pool_undefine(self._ref))
        return 0

    def refresh(self, flags: int = 0) -> int:
        """Look again which volumes there are.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: the pool is not active.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolRefresh, libvirt 0.4.1.
        """
        self._conn._check_write("virStoragePoolRefresh")
        self._conn._call(self._conn._storage_driver.storage_pool_refresh(self._ref, index(flags)))
        return 0

    def listAllVolumes(self, flags: int = 0) -> list[virStorageVol]:
        """List the volumes of the pool.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: the pool is not active.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolListAllVolumes, libvirt 0.10.2.
        """
        return [
            virStorageVol(self._conn, ref)
            for ref in self._conn._call(
                self._conn._storage_driver.storage_pool_list_all_volumes(self._ref, index(flags))
            )
        ]

    def numOfVolumes(self) -> int:
        """Count the volumes of the pool.

        Raises:
            OperationInvalid: the pool is not active.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolNumOfVolumes, libvirt 0.4.1.
        """
        return len(self._conn._call(self._conn._storage_driver.storage_pool_list_all_volumes(self._ref, 0)))

    def listVolumes(self) -> list[str]:
        """List the names of the pool's volumes.

        Raises:
            OperationInvalid: the pool is not active.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolListVolumes, libvirt 0.4.1.
        """
        return [
            ref.name for ref in self._conn._call(self._conn._storage_driver.storage_pool_list_all_volumes(self._ref, 0))
        ]

    def storageVolLookupByName(self, name: str) -> virStorageVol:
        """Find a volume of the pool by its name.

        Args:
            name: the exact name.

        Raises:
            NoStorageVol: there is none.
            OperationInvalid: the pool is not active.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolLookupByName, libvirt 0.4.1.
        """
        return virStorageVol(
            self._conn,
            self._conn._call(
                self._conn._storage_driver.storage_vol_lookup_by_name(
                    self._ref, text(name, "name", "virStorageVolLookupByName")
                )
            ),
        )

    def createXML(self, xmlDesc: XmlLike, flags: int = 0) -> virStorageVol:
        """Make a volume in the pool.

        Args:
            xmlDesc: a <volume> document.
            flags: VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA: set aside what a qcow2 image needs; _VALIDATE.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationInvalid: the pool is not active.
            StorageVolExist: the pool has a volume of that name. Some drivers raise OperationFailed.
            InternalError: the pool has not that much space left.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolCreateXML, libvirt 0.4.1.
        """
        self._conn._check_write("virStorageVolCreateXML")
        return virStorageVol(
            self._conn,
            self._conn._call(
                self._conn._storage_driver.storage_vol_create_xml(
                    self._ref, xml_text(xmlDesc, "xmlDesc", "virStorageVolCreateXML"), index(flags)
                )
            ),
        )

    def createXMLFrom(self, xmlDesc: XmlLike, clonevol: virStorageVol, flags: int = 0) -> virStorageVol:
        """Make a volume in the pool that begins with the data of another one.

        Args:
            xmlDesc: a <volume> document.
            clonevol: what to copy, of whichever pool.
            flags: VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA; _REFLINK: share the data until they change; _VALIDATE.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationInvalid: the pool is not active.
            StorageVolExist: the pool has a volume of that name. Some drivers raise OperationFailed.
            InternalError: the pool has not that much space left.
            NoStorageVol: *clonevol* is gone.
            OperationDenied: the connection is read-only.
            NoStoragePool: the pool is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolCreateXMLFrom, libvirt 0.6.4.
        """
        self._conn._check_write("virStorageVolCreateXMLFrom")
        return virStorageVol(
            self._conn,
            self._conn._call(
                self._conn._storage_driver.storage_vol_create_xml_from(
                    self._ref,
                    xml_text(xmlDesc, "xmlDesc", "virStorageVolCreateXMLFrom"),
                    object_ref(clonevol, StorageVolRef, self._conn, "clonevol", "virStorageVolCreateXMLFrom"),
                    index(flags),
                )
            ),
        )


class virStorageVol(StorageVolBase):
    """A piece of storage in a pool."""

    def storagePoolLookupByVolume(self) -> virStoragePool:
        """Give the pool that the volume is in.

        Raises:
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolLookupByVolume, libvirt 0.4.1.
        """
        return virStoragePool(
            self._conn, self._conn._call(self._conn._storage_driver.storage_pool_lookup_by_volume(self._ref))
        )

    def path(self) -> str:
        """Tell where the volume is: a path, or what guests call it by.

        Raises:
            OperationInvalid: the pool is not active.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolGetPath, libvirt 0.4.1.
        """
        return self._conn._call(self._conn._storage_driver.storage_vol_get_path(self._ref))

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the volume.

        Args:
            flags: must be 0.

        Returns:
            an XML document <volume>.

        Raises:
            OperationInvalid: the pool is not active.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolGetXMLDesc, libvirt 0.4.1.
        """
        return self._conn._call(self._conn._storage_driver.storage_vol_get_xml_desc(self._ref, index(flags)))

    def info(self) -> list[int]:
        """Give the volume's type and sizes.

        Returns:
            VIR_STORAGE_VOL_FILE ..., then in bytes: capacity, and what it takes.

        Raises:
            OperationInvalid: the pool is not active.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolGetInfo, libvirt 0.4.1.
        """
        return list(self._conn._call(self._conn._storage_driver.storage_vol_get_info(self._ref)))

    def infoFlags(self, flags: int = 0) -> list[int]:
        """Give the volume's type and sizes.

        Args:
            flags: VIR_STORAGE_VOL_GET_PHYSICAL: the last size is that of the file or device.

        Returns:
            VIR_STORAGE_VOL_FILE ..., then in bytes: capacity, and what it takes.

        Raises:
            OperationInvalid: the pool is not active.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolGetInfoFlags, libvirt 3.0.0.
        """
        return list(self._conn._call(self._conn._storage_driver.storage_vol_get_info_flags(self._ref, index(flags))))

    def delete(self, flags: int = 0) -> int:
        """Remove the volume and its data.

        Args:
            flags: VIR_STORAGE_VOL_DELETE_ZEROED: overwrite the data; VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS: also one
                that has snapshots.

        Raises:
            OperationInvalid: its pool is not active, or the volume is being read or written.
            OperationDenied: the connection is read-only.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolDelete, libvirt 0.4.1.
        """
        self._conn._check_write("virStorageVolDelete")
        self._conn._call(self._conn._storage_driver.storage_vol_delete(self._ref, index(flags)))
        return 0

    def wipe(self, flags: int = 0) -> int:
        """Overwrite the data of the volume with zeros.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: its pool is not active, or the volume is being read or written.
            OperationDenied: the connection is read-only.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolWipe, libvirt 0.8.0.
        """
        self._conn._check_write("virStorageVolWipe")
        self._conn._call(self._conn._storage_driver.storage_vol_wipe(self._ref, index(flags)))
        return 0

    def wipePattern(self, algorithm: int, flags: int = 0) -> int:
        """Overwrite the data of the volume in one of several ways.

        Args:
            algorithm: VIR_STORAGE_VOL_WIPE_ALG_*.
            flags: must be 0.

        Raises:
            OperationInvalid: its pool is not active, or the volume is being read or written.
            InvalidArg: there is no such way.
            OperationDenied: the connection is read-only.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolWipePattern, libvirt 0.9.10.
        """
        self._conn._check_write("virStorageVolWipePattern")
        self._conn._call(
            self._conn._storage_driver.storage_vol_wipe_pattern(
                self._ref, unsigned(algorithm, "algorithm", "virStorageVolWipePattern"), index(flags)
            )
        )
        return 0

    def download(
        self, stream: virStream, offset: int, length: int, flags: int = 0, *, progress: OnBytes | None = None
    ) -> int:
        """Read the data of the volume.

        Args:
            stream: a new stream, from which the data can be read then.
            offset: where to begin, in bytes.
            length: how many bytes; 0 for all that there is.
            flags: VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM: holes come as holes.
            progress: called with the number of bytes so far, holes included, after each piece that goes over the
                stream. What it raises comes out of the call that moved the piece.

        Raises:
            OperationInvalid: the pool is not active.
            OperationDenied: the connection is read-only.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolDownload, libvirt 0.9.0.
        """
        self._conn._check_write("virStorageVolDownload")
        self._conn._call(
            opened(
                stream,
                self._conn,
                self._conn._storage_driver.storage_vol_download(
                    self._ref, unsigned_long(offset, "offset"), unsigned_long(length, "length"), index(flags)
                ),
                "virStorageVolDownload",
                progress,
            )
        )
        return 0

    def upload(
        self, stream: virStream, offset: int, length: int, flags: int = 0, *, progress: OnBytes | None = None
    ) -> int:
        """Overwrite data of the volume.

        What was written shows in the figures of the volume when the stream has finished.

        Args:
            stream: a new stream, to which the data can be written then.
            offset: where to begin, in bytes.
            length: how many bytes at most; 0 for as many as there is room for.
            flags: VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM: holes may be sent.
            progress: called with the number of bytes so far, holes included, after each piece that goes over the
                stream. What it raises comes out of the call that moved the piece.

        Raises:
            OperationInvalid: the pool is not active.
            OperationDenied: the connection is read-only.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolUpload, libvirt 0.9.0.
        """
        self._conn._check_write("virStorageVolUpload")
        self._conn._call(
            opened(
                stream,
                self._conn,
                self._conn._storage_driver.storage_vol_upload(
                    self._ref, unsigned_long(offset, "offset"), unsigned_long(length, "length"), index(flags)
                ),
                "virStorageVolUpload",
                progress,
            )
        )
        return 0

    def resize(self, capacity: int, flags: int = 0) -> int:
        """Change the size of the volume.

        Args:
            capacity: the new size in bytes, or the difference with VIR_STORAGE_VOL_RESIZE_DELTA.
            flags: VIR_STORAGE_VOL_RESIZE_ALLOCATE: set the space aside; VIR_STORAGE_VOL_RESIZE_DELTA: *capacity* is a
                difference; VIR_STORAGE_VOL_RESIZE_SHRINK: smaller is meant, and what is cut off lost.

        Raises:
            OperationInvalid: its pool is not active, or the volume is being read or written.
            InvalidArg: the volume would become smaller without VIR_STORAGE_VOL_RESIZE_SHRINK.
            OperationFailed: the pool has not that much space left.
            OperationDenied: the connection is read-only.
            NoStorageVol: the volume is gone.
            NoSupport: the driver does not have this call.

        Source: virStorageVolResize, libvirt 0.9.10.
        """
        self._conn._check_write("virStorageVolResize")
        self._conn._call(
            self._conn._storage_driver.storage_vol_resize(self._ref, unsigned_long(capacity, "capacity"), index(flags))
        )
        return 0
