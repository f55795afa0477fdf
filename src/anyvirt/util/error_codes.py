# Generated from anyvirt.api: change the table there and run `make generate`.
"""A subclass of libvirtError for each error code, and the way from a code to its class."""

from __future__ import annotations

from anyvirt.util.error_base import libvirtError

__all__ = [
    "AccessDenied",
    "AgentCommandFailed",
    "AgentCommandTimeout",
    "AgentUnresponsive",
    "AgentUnsynced",
    "ArgumentUnsupported",
    "AuthCancelled",
    "AuthFailed",
    "AuthUnavailable",
    "BlockCopyActive",
    "BuildFirewall",
    "CallFailed",
    "CheckpointInconsistent",
    "ConfSyntax",
    "ConfigUnsupported",
    "CpuIncompatible",
    "DbusService",
    "DeviceMissing",
    "DomExist",
    "DriverFull",
    "GetFailed",
    "GnutlsError",
    "HookScriptFailed",
    "HttpError",
    "InternalError",
    "InvalidArg",
    "InvalidConn",
    "InvalidDomain",
    "InvalidDomainCheckpoint",
    "InvalidDomainSnapshot",
    "InvalidEncrKeySecret",
    "InvalidInterface",
    "InvalidMac",
    "InvalidNetwork",
    "InvalidNetworkPort",
    "InvalidNodeDevice",
    "InvalidNwfilter",
    "InvalidNwfilterBinding",
    "InvalidSecret",
    "InvalidStoragePool",
    "InvalidStorageVol",
    "InvalidStream",
    "Libssh",
    "MigrateFinishOk",
    "MigratePersistFailed",
    "MigrateUnsafe",
    "MultipleDomains",
    "MultipleInterfaces",
    "NetworkExist",
    "NetworkPortExist",
    "NoClient",
    "NoConnect",
    "NoDevice",
    "NoDomain",
    "NoDomainBackup",
    "NoDomainCheckpoint",
    "NoDomainMetadata",
    "NoDomainSnapshot",
    "NoHostname",
    "NoInterface",
    "NoKernel",
    "NoMemory",
    "NoName",
    "NoNetwork",
    "NoNetworkMetadata",
    "NoNetworkPort",
    "NoNodeDevice",
    "NoNwfilter",
    "NoNwfilterBinding",
    "NoOs",
    "NoRoot",
    "NoSecret",
    "NoSecurityModel",
    "NoServer",
    "NoSource",
    "NoStoragePool",
    "NoStorageVol",
    "NoSupport",
    "NoTarget",
    "NoXen",
    "NoXenstore",
    "OpenFailed",
    "OperationAborted",
    "OperationDenied",
    "OperationFailed",
    "OperationInvalid",
    "OperationTimeout",
    "OperationUnsupported",
    "OsType",
    "Overflow",
    "ParseFailed",
    "PostFailed",
    "ReadFailed",
    "ResourceBusy",
    "Rpc",
    "SexprSerial",
    "SnapshotRevertRisky",
    "Ssh",
    "StoragePoolBuilt",
    "StorageProbeFailed",
    "StorageVolExist",
    "SystemCallError",
    "UnknownHost",
    "WarNoInterface",
    "WarNoNetwork",
    "WarNoNode",
    "WarNoNwfilter",
    "WarNoSecret",
    "WarNoStorage",
    "WriteFailed",
    "XenCall",
    "XmlDetail",
    "XmlError",
    "XmlInvalidSchema",
]


class InternalError(libvirtError):
    """VIR_ERR_INTERNAL_ERROR: something happened that the code did not foresee."""

    code = 1
    prefix = "internal error"


class NoMemory(libvirtError):
    """VIR_ERR_NO_MEMORY: memory ran out."""

    code = 2
    prefix = "out of memory"


class NoSupport(libvirtError):
    """VIR_ERR_NO_SUPPORT: the driver does not have this call."""

    code = 3
    prefix = "this function is not supported by the connection driver"


class UnknownHost(libvirtError):
    """VIR_ERR_UNKNOWN_HOST: a host name could not be resolved."""

    code = 4
    prefix = "unknown host"


class NoConnect(libvirtError):
    """VIR_ERR_NO_CONNECT: no driver answers to the URI."""

    code = 5
    prefix = ""


class InvalidConn(libvirtError):
    """VIR_ERR_INVALID_CONN: the connection is closed, or belongs to something else."""

    code = 6
    prefix = "invalid connection pointer"


class InvalidDomain(libvirtError):
    """VIR_ERR_INVALID_DOMAIN: the object is no domain, or one of another connection."""

    code = 7
    prefix = "invalid domain pointer"


class InvalidArg(libvirtError):
    """VIR_ERR_INVALID_ARG: an argument has a value that the call cannot take."""

    code = 8
    prefix = "invalid argument"


class OperationFailed(libvirtError):
    """VIR_ERR_OPERATION_FAILED: the operation was tried and did not succeed."""

    code = 9
    prefix = "operation failed"


class GetFailed(libvirtError):
    """VIR_ERR_GET_FAILED: an HTTP GET failed."""

    code = 10
    prefix = "GET operation failed"


class PostFailed(libvirtError):
    """VIR_ERR_POST_FAILED: an HTTP POST failed."""

    code = 11
    prefix = "POST operation failed"


class HttpError(libvirtError):
    """VIR_ERR_HTTP_ERROR: an HTTP request was answered with a status that nobody expected."""

    code = 12
    prefix = "got unknown HTTP error code"


class SexprSerial(libvirtError):
    """VIR_ERR_SEXPR_SERIAL: a Xen S-expression could not be written."""

    code = 13
    prefix = "failed to serialize S-Expr"


class NoXen(libvirtError):
    """VIR_ERR_NO_XEN: the Xen hypervisor cannot be reached."""

    code = 14
    prefix = "could not use Xen hypervisor entry"


class XenCall(libvirtError):
    """VIR_ERR_XEN_CALL: a call to the Xen hypervisor failed."""

    code = 15
    prefix = "failed Xen syscall"


class OsType(libvirtError):
    """VIR_ERR_OS_TYPE: the type of operating system in a domain is unknown."""

    code = 16
    prefix = "unknown OS type"


class NoKernel(libvirtError):
    """VIR_ERR_NO_KERNEL: a domain names no kernel."""

    code = 17
    prefix = "missing kernel information"


class NoRoot(libvirtError):
    """VIR_ERR_NO_ROOT: a domain names no root device."""

    code = 18
    prefix = "missing root device information"


class NoSource(libvirtError):
    """VIR_ERR_NO_SOURCE: a device has no source."""

    code = 19
    prefix = "missing source information for device"


class NoTarget(libvirtError):
    """VIR_ERR_NO_TARGET: a device has no target."""

    code = 20
    prefix = "missing target information for device"


class NoName(libvirtError):
    """VIR_ERR_NO_NAME: a document has no name."""

    code = 21
    prefix = "missing name information"


class NoOs(libvirtError):
    """VIR_ERR_NO_OS: a domain says nothing about its operating system."""

    code = 22
    prefix = "missing operating system information"


class NoDevice(libvirtError):
    """VIR_ERR_NO_DEVICE: a domain has no devices."""

    code = 23
    prefix = "missing devices information"


class NoXenstore(libvirtError):
    """VIR_ERR_NO_XENSTORE: the Xen store cannot be reached."""

    code = 24
    prefix = "could not connect to Xen Store"


class DriverFull(libvirtError):
    """VIR_ERR_DRIVER_FULL: there is no room for another driver."""

    code = 25
    prefix = "too many drivers registered"


class CallFailed(libvirtError):
    """VIR_ERR_CALL_FAILED: a call of the library failed; use of this code has ended."""

    code = 26
    prefix = "library call failed"


class XmlError(libvirtError):
    """VIR_ERR_XML_ERROR: a document is well formed but says something that is not allowed."""

    code = 27
    prefix = "XML error"


class DomExist(libvirtError):
    """VIR_ERR_DOM_EXIST: a domain of this name or UUID is there already."""

    code = 28
    prefix = "this domain exists already"


class OperationDenied(libvirtError):
    """VIR_ERR_OPERATION_DENIED: the connection is read-only."""

    code = 29
    prefix = "operation forbidden"


class OpenFailed(libvirtError):
    """VIR_ERR_OPEN_FAILED: a file could not be opened."""

    code = 30
    prefix = "failed to open file"


class ReadFailed(libvirtError):
    """VIR_ERR_READ_FAILED: a file could not be read."""

    code = 31
    prefix = "failed to read file"


class ParseFailed(libvirtError):
    """VIR_ERR_PARSE_FAILED: a file could not be understood."""

    code = 32
    prefix = "failed to parse file"


class ConfSyntax(libvirtError):
    """VIR_ERR_CONF_SYNTAX: a configuration file has a mistake."""

    code = 33
    prefix = "configuration file syntax error"


class WriteFailed(libvirtError):
    """VIR_ERR_WRITE_FAILED: a file could not be written."""

    code = 34
    prefix = "failed to write file"


class XmlDetail(libvirtError):
    """VIR_ERR_XML_DETAIL: a document is not well formed; the message says where."""

    code = 35
    prefix = ""


class InvalidNetwork(libvirtError):
    """VIR_ERR_INVALID_NETWORK: the object is no network, or one of another connection."""

    code = 36
    prefix = "invalid network pointer"


class NetworkExist(libvirtError):
    """VIR_ERR_NETWORK_EXIST: a network of this name or UUID is there already."""

    code = 37
    prefix = "this network exists already"


class SystemCallError(libvirtError):
    """VIR_ERR_SYSTEM_ERROR: the operating system refused; int1 is its errno."""

    code = 38
    prefix = ""


class Rpc(libvirtError):
    """VIR_ERR_RPC: a message between client and daemon could not be sent or understood."""

    code = 39
    prefix = ""


class GnutlsError(libvirtError):
    """VIR_ERR_GNUTLS_ERROR: encryption of a connection failed."""

    code = 40
    prefix = "GNUTLS call error"


class WarNoNetwork(libvirtError):
    """VIR_WAR_NO_NETWORK: the driver of networks is missing."""

    code = 41
    prefix = "Failed to find the network"


class NoDomain(libvirtError):
    """VIR_ERR_NO_DOMAIN: there is no such domain."""

    code = 42
    prefix = "Domain not found"


class NoNetwork(libvirtError):
    """VIR_ERR_NO_NETWORK: there is no such network."""

    code = 43
    prefix = "Network not found"


class InvalidMac(libvirtError):
    """VIR_ERR_INVALID_MAC: the text is no MAC address."""

    code = 44
    prefix = "invalid MAC address"


class AuthFailed(libvirtError):
    """VIR_ERR_AUTH_FAILED: the other side did not accept who we are."""

    code = 45
    prefix = "authentication failed"


class InvalidStoragePool(libvirtError):
    """VIR_ERR_INVALID_STORAGE_POOL: the object is no storage pool, or one of another connection."""

    code = 46
    prefix = "invalid storage pool pointer"


class InvalidStorageVol(libvirtError):
    """VIR_ERR_INVALID_STORAGE_VOL: the object is no storage volume, or one of another connection."""

    code = 47
    prefix = "invalid storage volume pointer"


class WarNoStorage(libvirtError):
    """VIR_WAR_NO_STORAGE: the driver of storage is missing."""

    code = 48
    prefix = "Failed to find a storage driver"


class NoStoragePool(libvirtError):
    """VIR_ERR_NO_STORAGE_POOL: there is no such storage pool."""

    code = 49
    prefix = "Storage pool not found"


class NoStorageVol(libvirtError):
    """VIR_ERR_NO_STORAGE_VOL: there is no such storage volume."""

    code = 50
    prefix = "Storage volume not found"


class WarNoNode(libvirtError):
    """VIR_WAR_NO_NODE: the driver of host devices is missing."""

    code = 51
    prefix = "Failed to find a node driver"


class InvalidNodeDevice(libvirtError):
    """VIR_ERR_INVALID_NODE_DEVICE: the object is no device of the host."""

    code = 52
    prefix = "invalid node device pointer"


class NoNodeDevice(libvirtError):
    """VIR_ERR_NO_NODE_DEVICE: the host has no such device."""

    code = 53
    prefix = "Node device not found"


class NoSecurityModel(libvirtError):
    """VIR_ERR_NO_SECURITY_MODEL: there is no such security model."""

    code = 54
    prefix = "Security model not found"


class OperationInvalid(libvirtError):
    """VIR_ERR_OPERATION_INVALID: the object is in a state in which this cannot be done."""

    code = 55
    prefix = "Requested operation is not valid"


class WarNoInterface(libvirtError):
    """VIR_WAR_NO_INTERFACE: the driver of host interfaces is missing."""

    code = 56
    prefix = "Failed to find the interface"


class NoInterface(libvirtError):
    """VIR_ERR_NO_INTERFACE: the host has no such interface."""

    code = 57
    prefix = "Interface not found"


class InvalidInterface(libvirtError):
    """VIR_ERR_INVALID_INTERFACE: the object is no interface of the host."""

    code = 58
    prefix = "invalid interface pointer"


class MultipleInterfaces(libvirtError):
    """VIR_ERR_MULTIPLE_INTERFACES: more than one interface fits."""

    code = 59
    prefix = "multiple matching interfaces found"


class WarNoNwfilter(libvirtError):
    """VIR_WAR_NO_NWFILTER: the driver of network filters is missing."""

    code = 60
    prefix = "Failed to start the nwfilter driver"


class InvalidNwfilter(libvirtError):
    """VIR_ERR_INVALID_NWFILTER: the object is no network filter."""

    code = 61
    prefix = "Invalid network filter"


class NoNwfilter(libvirtError):
    """VIR_ERR_NO_NWFILTER: there is no such network filter."""

    code = 62
    prefix = "Network filter not found"


class BuildFirewall(libvirtError):
    """VIR_ERR_BUILD_FIREWALL: rules of the firewall could not be set."""

    code = 63
    prefix = "Error while building firewall"


class WarNoSecret(libvirtError):
    """VIR_WAR_NO_SECRET: the driver of secrets is missing."""

    code = 64
    prefix = "Failed to find a secret storage driver"


class InvalidSecret(libvirtError):
    """VIR_ERR_INVALID_SECRET: the object is no secret."""

    code = 65
    prefix = "Invalid secret"


class NoSecret(libvirtError):
    """VIR_ERR_NO_SECRET: there is no such secret."""

    code = 66
    prefix = "Secret not found"


class ConfigUnsupported(libvirtError):
    """VIR_ERR_CONFIG_UNSUPPORTED: the driver or this host cannot do what the document asks for."""

    code = 67
    prefix = "unsupported configuration"


class OperationTimeout(libvirtError):
    """VIR_ERR_OPERATION_TIMEOUT: something took longer than it may."""

    code = 68
    prefix = "Timed out during operation"


class MigratePersistFailed(libvirtError):
    """VIR_ERR_MIGRATE_PERSIST_FAILED: a domain arrived, but could not be made persistent."""

    code = 69
    prefix = "Failed to make domain persistent after migration"


class HookScriptFailed(libvirtError):
    """VIR_ERR_HOOK_SCRIPT_FAILED: a hook script refused or failed."""

    code = 70
    prefix = "Hook script execution failed"


class InvalidDomainSnapshot(libvirtError):
    """VIR_ERR_INVALID_DOMAIN_SNAPSHOT: the object is no snapshot."""

    code = 71
    prefix = "Invalid domain snapshot"


class NoDomainSnapshot(libvirtError):
    """VIR_ERR_NO_DOMAIN_SNAPSHOT: there is no such snapshot."""

    code = 72
    prefix = "Domain snapshot not found"


class InvalidStream(libvirtError):
    """VIR_ERR_INVALID_STREAM: the object is no open stream."""

    code = 73
    prefix = "invalid stream pointer"


class ArgumentUnsupported(libvirtError):
    """VIR_ERR_ARGUMENT_UNSUPPORTED: the driver has the call, but not with this argument."""

    code = 74
    prefix = "argument unsupported"


class StorageProbeFailed(libvirtError):
    """VIR_ERR_STORAGE_PROBE_FAILED: it could not be found out what a storage device holds."""

    code = 75
    prefix = "Storage pool probe failed"


class StoragePoolBuilt(libvirtError):
    """VIR_ERR_STORAGE_POOL_BUILT: the storage pool has been built before."""

    code = 76
    prefix = "Storage pool already built"


class SnapshotRevertRisky(libvirtError):
    """VIR_ERR_SNAPSHOT_REVERT_RISKY: going back to the snapshot may lose data; force says that this is meant."""

    code = 77
    prefix = "revert requires force"


class OperationAborted(libvirtError):
    """VIR_ERR_OPERATION_ABORTED: somebody asked for the operation to be aborted."""

    code = 78
    prefix = "operation aborted"


class AuthCancelled(libvirtError):
    """VIR_ERR_AUTH_CANCELLED: the user did not want to authenticate."""

    code = 79
    prefix = "authentication cancelled"


class NoDomainMetadata(libvirtError):
    """VIR_ERR_NO_DOMAIN_METADATA: the domain has no such metadata."""

    code = 80
    prefix = "metadata not found"


class MigrateUnsafe(libvirtError):
    """VIR_ERR_MIGRATE_UNSAFE: the migration could damage data."""

    code = 81
    prefix = "Unsafe migration"


class Overflow(libvirtError):
    """VIR_ERR_OVERFLOW: a number does not fit where it must go."""

    code = 82
    prefix = "numerical overflow"


class BlockCopyActive(libvirtError):
    """VIR_ERR_BLOCK_COPY_ACTIVE: a disk is still being copied."""

    code = 83
    prefix = "block copy still active"


class OperationUnsupported(libvirtError):
    """VIR_ERR_OPERATION_UNSUPPORTED: the operation cannot be done to this object."""

    code = 84
    prefix = "Operation not supported"


class Ssh(libvirtError):
    """VIR_ERR_SSH: the connection through SSH failed."""

    code = 85
    prefix = "SSH transport error"


class AgentUnresponsive(libvirtError):
    """VIR_ERR_AGENT_UNRESPONSIVE: the agent in the guest does not answer."""

    code = 86
    prefix = "Guest agent is not responding"


class ResourceBusy(libvirtError):
    """VIR_ERR_RESOURCE_BUSY: what is needed is in use."""

    code = 87
    prefix = "resource busy"


class AccessDenied(libvirtError):
    """VIR_ERR_ACCESS_DENIED: the user may not do this."""

    code = 88
    prefix = "access denied"


class DbusService(libvirtError):
    """VIR_ERR_DBUS_SERVICE: a service on D-Bus answered with an error."""

    code = 89
    prefix = "error from service"


class StorageVolExist(libvirtError):
    """VIR_ERR_STORAGE_VOL_EXIST: a storage volume of this name is there already."""

    code = 90
    prefix = "this storage volume exists already"


class CpuIncompatible(libvirtError):
    """VIR_ERR_CPU_INCOMPATIBLE: the host cannot provide the CPU that is asked for."""

    code = 91
    prefix = "the CPU is incompatible with host CPU"


class XmlInvalidSchema(libvirtError):
    """VIR_ERR_XML_INVALID_SCHEMA: a document does not follow its schema."""

    code = 92
    prefix = "XML document failed to validate against schema"


class MigrateFinishOk(libvirtError):
    """VIR_ERR_MIGRATE_FINISH_OK: a migration was aborted and the guest goes on where it was."""

    code = 93
    prefix = "migration successfully aborted"


class AuthUnavailable(libvirtError):
    """VIR_ERR_AUTH_UNAVAILABLE: there is nobody to authenticate with, such as a polkit agent."""

    code = 94
    prefix = "authentication unavailable"


class NoServer(libvirtError):
    """VIR_ERR_NO_SERVER: the daemon has no such server."""

    code = 95
    prefix = "Server not found"


class NoClient(libvirtError):
    """VIR_ERR_NO_CLIENT: the daemon has no such client."""

    code = 96
    prefix = "Client not found"


class AgentUnsynced(libvirtError):
    """VIR_ERR_AGENT_UNSYNCED: the agent in the guest answers something else than what was asked."""

    code = 97
    prefix = "guest agent replied with wrong id to guest-sync command"


class Libssh(libvirtError):
    """VIR_ERR_LIBSSH: the connection through libssh failed."""

    code = 98
    prefix = "libssh transport error"


class DeviceMissing(libvirtError):
    """VIR_ERR_DEVICE_MISSING: the domain has no such device."""

    code = 99
    prefix = "device not found"


class InvalidNwfilterBinding(libvirtError):
    """VIR_ERR_INVALID_NWFILTER_BINDING: the object is no network filter binding."""

    code = 100
    prefix = "Invalid network filter binding"


class NoNwfilterBinding(libvirtError):
    """VIR_ERR_NO_NWFILTER_BINDING: there is no such network filter binding."""

    code = 101
    prefix = "Network filter binding not found"


class InvalidDomainCheckpoint(libvirtError):
    """VIR_ERR_INVALID_DOMAIN_CHECKPOINT: the object is no checkpoint."""

    code = 102
    prefix = "Invalid domain checkpoint"


class NoDomainCheckpoint(libvirtError):
    """VIR_ERR_NO_DOMAIN_CHECKPOINT: there is no such checkpoint."""

    code = 103
    prefix = "Domain checkpoint not found"


class NoDomainBackup(libvirtError):
    """VIR_ERR_NO_DOMAIN_BACKUP: there is no such backup job."""

    code = 104
    prefix = "Domain backup job id not found"


class InvalidNetworkPort(libvirtError):
    """VIR_ERR_INVALID_NETWORK_PORT: the object is no network port."""

    code = 105
    prefix = "Invalid network port pointer"


class NetworkPortExist(libvirtError):
    """VIR_ERR_NETWORK_PORT_EXIST: a network port of this UUID is there already."""

    code = 106
    prefix = "this network port exists already"


class NoNetworkPort(libvirtError):
    """VIR_ERR_NO_NETWORK_PORT: there is no such network port."""

    code = 107
    prefix = "network port not found"


class NoHostname(libvirtError):
    """VIR_ERR_NO_HOSTNAME: nobody knows the host name of the guest."""

    code = 108
    prefix = "no hostname found"


class CheckpointInconsistent(libvirtError):
    """VIR_ERR_CHECKPOINT_INCONSISTENT: the data that a checkpoint needs is damaged or gone."""

    code = 109
    prefix = "checkpoint inconsistent"


class MultipleDomains(libvirtError):
    """VIR_ERR_MULTIPLE_DOMAINS: more than one domain fits."""

    code = 110
    prefix = "multiple matching domains found"


class NoNetworkMetadata(libvirtError):
    """VIR_ERR_NO_NETWORK_METADATA: the network has no such metadata."""

    code = 111
    prefix = "metadata not found"


class AgentCommandTimeout(libvirtError):
    """VIR_ERR_AGENT_COMMAND_TIMEOUT: the agent in the guest did not answer a command in time."""

    code = 112
    prefix = "guest agent command timed out"


class AgentCommandFailed(libvirtError):
    """VIR_ERR_AGENT_COMMAND_FAILED: the agent in the guest answered a command with an error."""

    code = 113
    prefix = "guest agent command failed"


class InvalidEncrKeySecret(libvirtError):
    """VIR_ERR_INVALID_ENCR_KEY_SECRET: the key that protects secrets does not open this one."""

    code = 114
    prefix = "invalid encryption key for the secret"


BY_CODE: dict[int, type[libvirtError]] = {
    1: InternalError,
    2: NoMemory,
    3: NoSupport,
    4: UnknownHost,
    5: NoConnect,
    6: InvalidConn,
    7: InvalidDomain,
    8: InvalidArg,
    9: OperationFailed,
    10: GetFailed,
    11: PostFailed,
    12: HttpError,
    13: SexprSerial,
    14: NoXen,
    15: XenCall,
    16: OsType,
    17: NoKernel,
    18: NoRoot,
    19: NoSource,
    20: NoTarget,
    21: NoName,
    22: NoOs,
    23: NoDevice,
    24: NoXenstore,
    25: DriverFull,
    26: CallFailed,
    27: XmlError,
    28: DomExist,
    29: OperationDenied,
    30: OpenFailed,
    31: ReadFailed,
    32: ParseFailed,
    33: ConfSyntax,
    34: WriteFailed,
    35: XmlDetail,
    36: InvalidNetwork,
    37: NetworkExist,
    38: SystemCallError,
    39: Rpc,
    40: GnutlsError,
    41: WarNoNetwork,
    42: NoDomain,
    43: NoNetwork,
    44: InvalidMac,
    45: AuthFailed,
    46: InvalidStoragePool,
    47: InvalidStorageVol,
    48: WarNoStorage,
    49: NoStoragePool,
    50: NoStorageVol,
    51: WarNoNode,
    52: InvalidNodeDevice,
    53: NoNodeDevice,
    54: NoSecurityModel,
    55: OperationInvalid,
    56: WarNoInterface,
    57: NoInterface,
    58: InvalidInterface,
    59: MultipleInterfaces,
    60: WarNoNwfilter,
    61: InvalidNwfilter,
    62: NoNwfilter,
    63: BuildFirewall,
    64: WarNoSecret,
    65: InvalidSecret,
    66: NoSecret,
    67: ConfigUnsupported,
    68: OperationTimeout,
    69: MigratePersistFailed,
    70: HookScriptFailed,
    71: InvalidDomainSnapshot,
    72: NoDomainSnapshot,
    73: InvalidStream,
    74: ArgumentUnsupported,
    75: StorageProbeFailed,
    76: StoragePoolBuilt,
    77: SnapshotRevertRisky,
    78: OperationAborted,
    79: AuthCancelled,
    80: NoDomainMetadata,
    81: MigrateUnsafe,
    82: Overflow,
    83: BlockCopyActive,
    84: OperationUnsupported,
    85: Ssh,
    86: AgentUnresponsive,
    87: ResourceBusy,
    88: AccessDenied,
    89: DbusService,
    90: StorageVolExist,
    91: CpuIncompatible,
    92: XmlInvalidSchema,
    93: MigrateFinishOk,
    94: AuthUnavailable,
    95: NoServer,
    96: NoClient,
    97: AgentUnsynced,
    98: Libssh,
    99: DeviceMissing,
    100: InvalidNwfilterBinding,
    101: NoNwfilterBinding,
    102: InvalidDomainCheckpoint,
    103: NoDomainCheckpoint,
    104: NoDomainBackup,
    105: InvalidNetworkPort,
    106: NetworkPortExist,
    107: NoNetworkPort,
    108: NoHostname,
    109: CheckpointInconsistent,
    110: MultipleDomains,
    111: NoNetworkMetadata,
    112: AgentCommandTimeout,
    113: AgentCommandFailed,
    114: InvalidEncrKeySecret,
}
