"""Domains on disk: what was acknowledged is there after a crash, and what failed has not happened."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.store.domains import DomainStore
from anyvirt.conf.store.objects import DomainObject, State
from anyvirt.conf.store.persistence import DomainFiles, file_stem
from anyvirt.testing.documents import small_domain
from anyvirt.util import files
from anyvirt.util.error import OperationInvalid, SystemCallError

Store = DomainStore[DomainObject]

ODD_NAMES = [
    "plain-1.0",
    "with space",
    ".hidden",
    "..",
    "100%",
    "%2Ehidden",
    "ünïcode",
    "日本語",
    "semi;colon&amp",
    "new\tline",
    "-dash",
    "x" * 250,
    "日" * 200,
]


async def open_store(root: Path) -> Store:
    """The store as a driver that starts finds it."""
    store = DomainStore(DomainObject, DomainFiles(root / "etc", root / "run"))
    assert await store.load(Domain.from_xml) == []
    return store


def tree(root: Path) -> dict[str, str]:
    """Every file below *root* with its content, every link with its target."""
    return {
        str(path.relative_to(root)): os.readlink(path) if path.is_symlink() else path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


async def test_a_definition_survives_its_process(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    await store.define(small_domain("web", memory=4096))
    again = await open_store(tmp_path)
    assert again.by_name("web").definition == small_domain("web", memory=4096)
    assert again.by_name("web").persistent


async def test_what_is_undefined_stays_so(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    web = (await store.define(small_domain("web"))).domain
    await store.set_autostart(web, True)
    await store.undefine(web)
    assert tree(tmp_path) == {}


async def test_autostart_survives_and_is_a_link(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    await store.set_autostart((await store.define(small_domain("web"))).domain, True)
    await store.define(small_domain("db"))
    assert os.readlink(tmp_path / "etc/autostart/web.xml") == "../web.xml"
    again = await open_store(tmp_path)
    assert [domain.name for domain in again if domain.autostart] == ["web"]
    await again.set_autostart(again.by_name("web"), False)
    assert not any(domain.autostart for domain in await open_store(tmp_path))


async def test_a_transient_domain_cannot_start_with_its_driver(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    with pytest.raises(OperationInvalid, match="transient"):
        await store.set_autostart(await store.create(small_domain("web")), True)
    assert tree(tmp_path) == {}


async def test_rename_moves_the_files(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    web = (await store.define(small_domain("web"))).domain
    await store.set_autostart(web, True)
    await store.rename(web, "shop")
    again = await open_store(tmp_path)
    assert [(domain.name, domain.autostart) for domain in again] == [("shop", True)]
    assert sorted(tree(tmp_path)) == ["etc/autostart/shop.xml", "etc/shop.xml"]


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_odd_names_have_safe_files(tmp_path: Path, name: str) -> None:
    store = await open_store(tmp_path)
    web = (await store.define(small_domain("web"))).domain
    renamed = small_domain("web").copy()
    renamed.name, renamed.uuid = name, "c7a5fdbd-edaf-9455-926a-d65c16db1809"
    odd = (await store.define(renamed)).domain
    await store.set_autostart(odd, True)
    assert {(each.name, each.autostart) for each in await open_store(tmp_path)} == {(web.name, False), (name, True)}
    assert all(path.startswith("etc/") for path in tree(tmp_path))


def test_file_names_differ_as_domain_names_do() -> None:
    names = [*ODD_NAMES, "x" * 251, "日" * 199 + "本", "PLAIN-1.0"]
    assert len({file_stem(name) for name in names}) == len(names)
    assert all(len(file_stem(name)) <= 200 and not file_stem(name).startswith(".") for name in names)


async def test_a_damaged_file_hides_nothing_else(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    for name in ("a", "b", "c"):
        await store.define(small_domain(name))
    (tmp_path / "etc/b.xml").write_text("<domain type='test'><name>b</na")
    again = DomainStore(DomainObject, DomainFiles(tmp_path / "etc", tmp_path / "run"))
    [damaged] = await again.load(Domain.from_xml)
    assert sorted(domain.name for domain in again) == ["a", "c"]
    assert damaged.path == tmp_path / "etc/b.xml.damaged"
    assert damaged.path.read_text().startswith("<domain")
    await again.define(small_domain("b"))
    assert len(await open_store(tmp_path)) == 3


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"<network/>", b"<domain type='test'><name>other</name></domain>"]
)
async def test_whatever_is_in_a_file_the_driver_starts(tmp_path: Path, content: bytes) -> None:
    await open_store(tmp_path)
    (tmp_path / "etc/b.xml").write_bytes(content)
    store = DomainStore(DomainObject, DomainFiles(tmp_path / "etc", tmp_path / "run"))
    [damaged] = await store.load(Domain.from_xml)
    assert len(store) == 0
    assert "b.xml" in str(damaged.path)
    assert damaged.path.read_bytes() == content


async def test_a_rename_cut_short_leaves_one_domain(tmp_path: Path) -> None:
    """Killed after the new file was written and before the old one was removed."""
    store = await open_store(tmp_path)
    web = (await store.define(small_domain("web"))).domain
    (tmp_path / "etc/shop.xml").write_text(small_domain("shop", uuid=web.uuid).to_xml())
    os.utime(tmp_path / "etc/web.xml", (1, 1))
    again = DomainStore(DomainObject, DomainFiles(tmp_path / "etc", tmp_path / "run"))
    [damaged] = await again.load(Domain.from_xml)
    assert [domain.name for domain in again] == ["shop"]
    assert "same uuid" in str(damaged.error)


async def test_a_write_cut_short_leaves_the_old_definition(tmp_path: Path) -> None:
    """Killed between writing the temporary file and renaming it; the leftover is removed at the next start."""
    store = await open_store(tmp_path)
    await store.define(small_domain("web"))
    child = os.fork()
    if child == 0:
        with patch.object(os, "replace", lambda *_: os._exit(0)):
            files.write_atomic(tmp_path / "etc/web.xml", b"<domain/>")
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0  # noqa: ASYNC222 - it ends at once
    assert len(list((tmp_path / "etc").glob(".*"))) == 1
    again = await open_store(tmp_path)
    assert again.by_name("web").definition == small_domain("web")
    assert list((tmp_path / "etc").glob(".*")) == []


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


CHANGES = ["define", "redefine", "undefine", "rename", "autostart", "no autostart", "save"]


async def change(store: Store, what: str) -> None:
    web = store.by_name("web")
    match what:
        case "define":
            await store.define(small_domain("new"))
        case "redefine":
            await store.define(small_domain("web", memory=4096))
        case "undefine":
            await store.undefine(web)
        case "rename":
            await store.rename(web, "shop")
        case "autostart":
            await store.set_autostart(store.by_name("db"), True)
        case "no autostart":
            await store.set_autostart(web, False)
        case "save":
            await store.save(web, small_domain("web", memory=4096))


def state(store: Store) -> list[tuple[object, ...]]:
    return [(each.name, each.autostart, each.config, each.live) for each in store]


async def filled_store(root: Path) -> Store:
    store = await open_store(root)
    await store.set_autostart((await store.define(small_domain("web"))).domain, True)
    await store.define(small_domain("db"))
    return store


@pytest.mark.parametrize("what", [what for what in CHANGES if "undefine" not in what and "autostart" not in what])
async def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    store = await filled_store(tmp_path)
    before, disk = state(store), tree(tmp_path)
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(SystemCallError, match=rf"cannot save .*{tmp_path}/etc/.*\.xml: No space left") as caught:
        await change(store, what)
    assert (caught.value.get_int1(), caught.value.hint is not None) == (errno.ENOSPC, True)
    assert (state(store), tree(tmp_path)) == (before, disk)
    monkeypatch.undo()
    await change(store, what)


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_without_permission_changes_nothing(tmp_path: Path, what: str) -> None:
    store = await filled_store(tmp_path)
    before, disk = state(store), tree(tmp_path)
    for folder in ("etc", "etc/autostart"):
        (tmp_path / folder).chmod(0o500)
    try:
        with pytest.raises(SystemCallError, match=f"{tmp_path}/etc.*Permission denied") as caught:
            await change(store, what)
        assert "must belong to the user" in (caught.value.hint or "")
        assert (state(store), tree(tmp_path)) == (before, disk)
    finally:
        for folder in ("etc", "etc/autostart"):
            (tmp_path / folder).chmod(0o700)


@pytest.mark.parametrize("what", CHANGES)
async def test_a_refusing_file_system_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Like a folder without permission, for root, whom no permission stops."""
    store = await filled_store(tmp_path)
    before, disk = state(store), tree(tmp_path)
    refused = failing(errno.EACCES)
    monkeypatch.setattr(os, "replace", refused)
    monkeypatch.setattr(files, "remove", refused)
    with pytest.raises(SystemCallError, match="Permission denied"):
        await change(store, what)
    assert (state(store), tree(tmp_path)) == (before, disk)


@pytest.mark.parametrize("what", CHANGES)
async def test_a_cancelled_change_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Cancelled while the worker thread writes: memory and disk say the same as before."""
    store = await filled_store(tmp_path)
    before, disk = state(store), tree(tmp_path)
    writing, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    sync = files.sync_folder

    def slow_sync(folder: Path) -> None:
        loop.call_soon_threadsafe(writing.set)
        go_on.wait()
        sync(folder)

    monkeypatch.setattr(files, "sync_folder", slow_sync)
    task = asyncio.create_task(change(store, what))
    await writing.wait()
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (state(store), tree(tmp_path)) == (before, disk)


async def test_one_name_goes_to_one_of_two_who_ask_at_once(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    results = await asyncio.gather(
        store.define(small_domain("web", uuid="c7a5fdbd-edaf-9455-926a-d65c16db1801")),
        store.define(small_domain("web", uuid="c7a5fdbd-edaf-9455-926a-d65c16db1802")),
        return_exceptions=True,
    )
    assert [isinstance(result, Exception) for result in results].count(True) == 1
    assert len(store) == len(await open_store(tmp_path)) == 1


async def test_a_driver_that_restarts_finds_its_guests(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    web = (await store.define(small_domain("web"))).domain
    store.start(web)
    web.set_state(State.PAUSED, 3)
    transient = await store.create(small_domain("tmp"))
    transient.set_state(State.RUNNING, 1)
    await store.save_status(web, {"pid": 123, "monitor": "/run/web.sock"})
    await store.save_status(transient, {})
    await store.define(small_domain("web", memory=4096))

    again = await open_store(tmp_path)
    guests, damaged = await again.load_status(Domain.from_xml)
    assert damaged == []
    assert {domain.name: extra for domain, extra in guests} == {
        "web": {"pid": 123, "monitor": "/run/web.sock"},
        "tmp": {},
    }
    web = again.by_id(1)
    assert (web.name, web.state, web.reason) == ("web", State.PAUSED, 3)
    assert (web.definition.memory, web.next_definition.memory) == (1024, 4096)
    assert not again.by_id(2).persistent
    new = await again.create(small_domain("new"))
    assert new.id == 3


async def test_a_guest_that_is_gone_leaves_no_status(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    web = await store.create(small_domain("web"))
    await store.save_status(web, {})
    await store.remove_status(web)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 2}', "\x00", '{"format": 1, "id": 1, "driver": []}'])
async def test_a_damaged_status_hides_nothing_else(tmp_path: Path, content: str) -> None:
    store = await open_store(tmp_path)
    await store.save_status(await store.create(small_domain("web")), {})
    (tmp_path / "run/bad.json").write_text(content)
    again = await open_store(tmp_path)
    guests, damaged = await again.load_status(Domain.from_xml)
    assert [domain.name for domain, _ in guests] == ["web"]
    assert [each.path.name for each in damaged] == ["bad.json.damaged"]


async def test_a_root_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("a file")
    store = DomainStore(DomainObject, DomainFiles(tmp_path / "etc", tmp_path / "run"))
    with pytest.raises(SystemCallError, match=f"{tmp_path}/etc"):
        await store.load(Domain.from_xml)
