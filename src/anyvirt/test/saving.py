"""Saving guests of the test driver to files, restoring them, managed saves and dumps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast
from weakref import WeakKeyDictionary

from anyvirt import constants
from anyvirt.conf.domain.abi import check_abi
from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.store.jobs import AsyncJob
from anyvirt.conf.store.objects import FROM_DOMAIN, State
from anyvirt.driver import URI
from anyvirt.driver.types import TypedParams
from anyvirt.test import images
from anyvirt.test.documents import parse
from anyvirt.test.guest import TestDomain
from anyvirt.test.lifecycle import Lifecycle
from anyvirt.test.node import TestNode
from anyvirt.util.error import ArgumentUnsupported, InvalidArg, NoDomain, OperationInvalid, OperationUnsupported
from anyvirt.util.flags import check_exclusive, check_flags, invalid_argument
from anyvirt.util.refs import DomainRef

_RUNNING: Final = constants.VIR_DOMAIN_SAVE_RUNNING
_PAUSED: Final = constants.VIR_DOMAIN_SAVE_PAUSED
# The cache of the host is as good as past it: the files are small. NVRAM is nothing that guests here have.
_FLAGS: Final = constants.VIR_DOMAIN_SAVE_BYPASS_CACHE | _RUNNING | _PAUSED
_KDUMPS: Final = (
    constants.VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB,
    constants.VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO,
    constants.VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY,
    constants.VIR_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP,
)
_FILE: Final = constants.VIR_DOMAIN_SAVE_PARAM_FILE
_DXML: Final = constants.VIR_DOMAIN_SAVE_PARAM_DXML
_FORMAT: Final = constants.VIR_DOMAIN_SAVE_PARAM_IMAGE_FORMAT
_CHANNELS: Final = constants.VIR_DOMAIN_SAVE_PARAM_PARALLEL_CHANNELS


@dataclass
class Saved:
    """A guest as it was when it was saved."""

    definition: Domain
    paused: bool


class Saving(Lifecycle):
    """Everything that puts guests away and takes them out again."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self._managed: WeakKeyDictionary[TestDomain, Saved] = WeakKeyDictionary()

    # To files

    async def domain_save_flags(self, dom: DomainRef, to: str, dxml: str | None, flags: int) -> None:
        await self._save(self.find(dom), to, dxml, flags, "virDomainSaveFlags")

    async def domain_save_params(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        function = "virDomainSaveParams"
        _check_state_flags(flags, function)
        check_flags(flags, _FLAGS, function)
        _check_params(params, {_FILE, _DXML, _FORMAT}, function)
        if (form := params.get(_FORMAT)) not in (None, constants.VIR_DOMAIN_SAVE_PARAM_IMAGE_FORMAT_RAW):
            raise OperationUnsupported(f"the test driver does not write images of format '{form}', only raw ones")
        domain = self.find(dom)
        dxml = cast("str | None", params.get(_DXML))
        if (file := params.get(_FILE)) is not None:
            await self._save(domain, str(file), dxml, flags, function)
        else:
            self._save_managed(domain, dxml, flags, function)

    async def domain_restore_flags(self, frm: str, dxml: str | None, flags: int) -> None:
        await self._restore(frm, dxml, flags, "virDomainRestoreFlags")

    async def domain_restore_params(self, params: TypedParams, flags: int) -> None:
        function = "virDomainRestoreParams"
        _check_state_flags(flags, function)
        check_flags(flags, _FLAGS, function)
        _check_params(params, {_FILE, _DXML}, function)
        if (file := params.get(_FILE)) is None:
            raise InvalidArg("there is no file to restore from", hint=f"give {_FILE!r} among the parameters")
        await self._restore(str(file), cast("str | None", params.get(_DXML)), flags, function)

    async def domain_save_image_get_xml_desc(self, file: str, flags: int) -> str:
        check_flags(flags, constants.VIR_DOMAIN_SAVE_IMAGE_XML_SECURE, "virDomainSaveImageGetXMLDesc")
        image = await images.read(file)
        return format_domain(parse(image.xml), secure=bool(flags & constants.VIR_DOMAIN_SAVE_IMAGE_XML_SECURE))

    async def domain_save_image_define_xml(self, file: str, dxml: str, flags: int) -> None:
        from anyvirt.conf.save_image import TestSaveImage

        function = "virDomainSaveImageDefineXML"
        _check_state_flags(flags, function)
        check_flags(flags, _RUNNING | _PAUSED, function)
        image = await images.read(file)
        changed = TestSaveImage(xml=_secure(_other(parse(image.xml), dxml)), paused=_paused(flags, image.paused))
        await images.write(file, changed.to_bytes(), f"cannot write domain image '{file}'", lambda: None)

    async def _save(self, domain: TestDomain, to: str, dxml: str | None, flags: int, function: str) -> None:
        from anyvirt.conf.save_image import TestSaveImage

        _check_state_flags(flags, function)
        check_flags(flags, _FLAGS, function)
        domain.require_active()
        async with domain.jobs.long(AsyncJob.SAVE):
            live, guest = domain.require_active(), domain.id
            definition = live if dxml is None else _other(live, dxml)
            paused = _paused(flags, domain.state is State.PAUSED)

            image = TestSaveImage(xml=_secure(definition), paused=paused)
            what = f"saving domain '{domain.name}' to '{to}'"
            await images.write(to, image.to_bytes(), what, lambda: _require_same(domain, guest))
            self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_SAVED, constants.VIR_DOMAIN_EVENT_STOPPED_SAVED)

    async def _restore(self, file: str, dxml: str | None, flags: int, function: str) -> None:
        _check_state_flags(flags, function)
        check_flags(flags, _FLAGS, function)
        image = await images.read(file)
        definition = parse(image.xml)
        if dxml is not None:
            definition = _other(definition, dxml)
        domain = await self.domains.create(definition)
        self._restored(domain, paused=_paused(flags, image.paused))

    def _restored(self, domain: TestDomain, *, paused: bool) -> None:
        self.emit_lifecycle(domain.ref, constants.VIR_DOMAIN_EVENT_STARTED, constants.VIR_DOMAIN_EVENT_STARTED_RESTORED)
        if paused:
            self._paused_after_restore(domain)
        else:
            domain.set_state(State.RUNNING, constants.VIR_DOMAIN_RUNNING_RESTORED)

    def _paused_after_restore(self, domain: TestDomain) -> None:
        domain.set_state(State.PAUSED, constants.VIR_DOMAIN_PAUSED_USER)
        self.emit_lifecycle(
            domain.ref, constants.VIR_DOMAIN_EVENT_SUSPENDED, constants.VIR_DOMAIN_EVENT_SUSPENDED_RESTORED
        )

    # Managed

    async def domain_managed_save(self, dom: DomainRef, flags: int) -> None:
        self._save_managed(self.find(dom), None, flags, "virDomainManagedSave")

    async def domain_has_managed_save_image(self, dom: DomainRef, flags: int) -> bool:
        check_flags(flags, 0, "virDomainHasManagedSaveImage")
        return self.find(dom).has_managed_save

    async def domain_managed_save_remove(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, 0, "virDomainManagedSaveRemove")
        self._forget_managed(self.find(dom))

    async def domain_managed_save_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        check_flags(flags, constants.VIR_DOMAIN_SAVE_IMAGE_XML_SECURE, "virDomainManagedSaveGetXMLDesc")
        saved = self._require_managed(self.find(dom))
        return format_domain(saved.definition, secure=bool(flags & constants.VIR_DOMAIN_SAVE_IMAGE_XML_SECURE))

    async def domain_managed_save_define_xml(self, dom: DomainRef, dxml: str, flags: int) -> None:
        function = "virDomainManagedSaveDefineXML"
        _check_state_flags(flags, function)
        check_flags(flags, _RUNNING | _PAUSED, function)
        domain = self.find(dom)
        saved = self._require_managed(domain)
        self._managed[domain] = Saved(_other(saved.definition, dxml), _paused(flags, saved.paused))

    async def domain_create_with_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        domain = self.find(dom)
        saved = self._managed.get(domain)
        if saved is None or domain.active:
            ref = await super().domain_create_with_flags(dom, flags)
            domain.has_managed_save = False
            return ref
        check_flags(flags, 0, "virDomainCreateWithFlags")
        self._forget_managed(domain)
        self.domains.start(domain, saved.definition)
        self._booted(domain)  # which is what libvirt's test driver says of it
        if saved.paused:
            self._paused_after_restore(domain)
        return domain.ref

    def _save_managed(self, domain: TestDomain, dxml: str | None, flags: int, function: str) -> None:
        _check_state_flags(flags, function)
        check_flags(flags, _FLAGS, function)
        live = domain.require_active()
        if not domain.persistent:
            raise OperationInvalid(f"cannot do managed save for transient domain '{domain.name}'")
        definition = live if dxml is None else _other(live, dxml)
        self._managed[domain] = Saved(definition, _paused(flags, domain.state is State.PAUSED))
        domain.has_managed_save = True
        self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_SAVED, constants.VIR_DOMAIN_EVENT_STOPPED_SAVED)

    def _require_managed(self, domain: TestDomain) -> Saved:
        if not domain.has_managed_save:
            raise NoDomain(f"domain '{domain.name}' does not have a managed save image")
        saved = self._managed.get(domain)
        if saved is None:  # a node file says that there is one, and nothing of what is in it
            saved = self._managed[domain] = Saved(domain.require_persistent().copy(), paused=False)
        return saved

    def _forget_managed(self, domain: TestDomain) -> None:
        domain.has_managed_save = False
        self._managed.pop(domain, None)

    # Dumps

    async def domain_core_dump_with_format(self, dom: DomainRef, to: str, dumpformat: int, flags: int) -> None:
        function = "virDomainCoreDumpWithFormat"
        if not 0 <= dumpformat <= max(_KDUMPS):
            message = f"dumpformat '{dumpformat}' is not supported"
            raise invalid_argument(message, function=function, argument="dumpformat", origin=FROM_DOMAIN)
        await self._dump(self.find(dom), to, dumpformat, flags, function)

    async def domain_core_dump(self, dom: DomainRef, to: str, flags: int) -> None:
        await self._dump(self.find(dom), to, constants.VIR_DOMAIN_CORE_DUMP_FORMAT_RAW, flags, "virDomainCoreDump")

    async def _dump(self, domain: TestDomain, to: str, dumpformat: int, flags: int, function: str) -> None:
        crash = ("VIR_DUMP_CRASH", constants.VIR_DUMP_CRASH)
        live = ("VIR_DUMP_LIVE", constants.VIR_DUMP_LIVE)
        reset = ("VIR_DUMP_RESET", constants.VIR_DUMP_RESET)
        for first, second in ((crash, live), (crash, reset), (live, reset)):
            check_exclusive(flags, first, second, function, origin=FROM_DOMAIN)
        check_flags(flags, constants.VIR_DUMP_CRASH, function)
        domain.require_active()
        async with domain.jobs.long(AsyncJob.DUMP):
            domain.require_active()
            guest = domain.id
            if dumpformat in _KDUMPS:
                raise OperationUnsupported("kdump-compressed format is not supported here", hint="dump it raw")

            what = f"domain '{domain.name}' coredump: failed to write '{to}'"
            from anyvirt.conf.save_image.test import MAGIC

            await images.write(to, MAGIC, what, lambda: _require_same(domain, guest))
            if flags & constants.VIR_DUMP_CRASH:
                self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_CRASHED, constants.VIR_DOMAIN_EVENT_STOPPED_CRASHED)


def _check_state_flags(flags: int, function: str) -> None:
    running, paused = ("VIR_DOMAIN_SAVE_RUNNING", _RUNNING), ("VIR_DOMAIN_SAVE_PAUSED", _PAUSED)
    check_exclusive(flags, running, paused, function, origin=FROM_DOMAIN)


def _check_params(params: TypedParams, known: set[str], function: str) -> None:
    if _CHANNELS in params:
        raise OperationUnsupported(f"the test driver has one channel to save through, so no {_CHANNELS!r}")
    for name in params:
        if name not in known:
            raise ArgumentUnsupported(f"parameter '{name}' is not one of {function}")


def _paused(flags: int, before: bool) -> bool:
    return bool(flags & _PAUSED) or (before and not flags & _RUNNING)


def _other(definition: Domain, dxml: str) -> Domain:
    """What the user wants instead of *definition*, which the guest must not notice."""
    wanted = parse(dxml)
    check_abi(definition, wanted)
    return wanted


def _require_same(domain: TestDomain, guest: int) -> None:
    if domain.id != guest:
        raise OperationInvalid(f"the guest of domain '{domain.name}' was stopped meanwhile")


def _secure(definition: Domain) -> str:
    return format_domain(definition, secure=True)
