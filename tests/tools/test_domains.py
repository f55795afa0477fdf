"""Commands that list, define, start, change and describe domains, on the test driver."""

from __future__ import annotations

from pathlib import Path

import pytest

import anyvirt
from tests.tools.conftest import WEB
from tests.tools.run import anyvirt as run

TEST_UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"
WEB_UUID = "aaaaaaaa-1111-2222-3333-444444444444"

Node = anyvirt.virConnect
Domain = anyvirt.virDomain


def test_list_shows_what_runs_and_with_all_the_rest(web: Domain) -> None:
    assert run("list").out == " Id   Name   State\n----------------------\n 1    test   running\n\n"
    assert run("list", "--all").out.splitlines()[2:4] == [" 1    test   running", " -    web    shut off"]
    assert run("list", "--inactive", "--title").out.splitlines()[2] == " -    web    shut off   The web server"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), ["test"]),
        (("--all",), ["test", "web"]),
        (("--inactive",), ["web"]),
        (("--state-shutoff",), ["web"]),
        (("--all", "--state-running"), ["test"]),
        (("--all", "--state-paused"), []),
        (("--all", "--transient"), []),
        (("--all", "--autostart"), []),
        (("--all", "--no-autostart", "--persistent"), ["test", "web"]),
    ],
)
def test_list_filters(web: Domain, words: tuple[str, ...], names: list[str]) -> None:
    assert run("list", "--name", *words).out.split() == names
    assert [row["name"] for row in run("list", "-o", "json", *words).json] == names


def test_list_of_columns_keeps_their_order(web: Domain) -> None:
    assert run("list", "--all", "--id", "--name", "--uuid").out == f"{TEST_UUID} 1 test\n{WEB_UUID} - web\n\n"
    assert run("list", "--all", "--id").out == "1\n\n"


def test_list_in_quiet_has_rows_alone(web: Domain) -> None:
    assert run("list", "--all", "-q").out == " 1   test   running\n -   web    shut off\n"


def test_list_as_json(web: Domain) -> None:
    assert run("list", "--all", "--title", "-o", "json").json == [
        {"id": 1, "name": "test", "uuid": TEST_UUID, "state": "running", "title": ""},
        {"id": None, "name": "web", "uuid": WEB_UUID, "state": "shut off", "title": "The web server"},
    ]


def test_a_domain_is_named_by_id_uuid_or_name(node: Node) -> None:
    for word in ("1", "test", TEST_UUID):
        assert run("dominfo", word).out.splitlines()[1] == "Name:           test"
        assert run("dominfo", "--domain", word).code == 0


def test_an_id_counts_before_a_name(node: Node) -> None:
    node.defineXML(WEB.replace("<name>web</name>", "<name>1</name>"))
    assert run("domuuid", "1").out.strip() == TEST_UUID
    assert run("domid", "1").out.strip() == "-"  # which ids are no names for
    assert run("domname", WEB_UUID).out.strip() == "1"


def test_a_domain_from_definition_to_end(node: Node, web_file: str) -> None:
    steps = (
        (("define", web_file), f"Domain 'web' defined from {web_file}"),
        (("start", "web"), "Domain 'web' started"),
        (("suspend", "web"), "Domain 'web' suspended"),
        (("resume", "web"), "Domain 'web' resumed"),
        (("reboot", "web", "--mode", "acpi,agent"), "Domain 'web' is being rebooted"),
        (("destroy", "web"), "Domain 'web' destroyed"),
        (("autostart", "web"), "Domain 'web' marked as autostarted"),
        (("autostart", "--disable", "web"), "Domain 'web' unmarked as autostarted"),
        (("domstate", "web", "--reason"), "shut off (destroyed)"),
        (("start", "web"), "Domain 'web' started"),
        (("shutdown", "web"), "Domain 'web' is being shutdown"),
        (("undefine", "web"), "Domain 'web' has been undefined"),
    )
    for words, text in steps:
        assert run(*words) == (0, f"{text}\n\n", "")
    assert run("domstate", "web").code == 1


def test_an_action_in_quiet_says_nothing(web: Domain) -> None:
    assert run("-q", "start", "web") == (0, "", "")


def test_an_action_as_json(web: Domain) -> None:
    assert run("start", "web", "-o", "json").json == {
        "message": "Domain 'web' started",
        "domain": {"id": 2, "name": "web", "uuid": WEB_UUID},
    }


def test_start_of_what_runs_fails(node: Node) -> None:
    assert run("start", "test") == (1, "", "error: Domain is already active\n")


def test_an_unknown_mode_is_refused_before_anything_happens(node: Node) -> None:
    result = run("shutdown", "test", "--mode", "loudly")
    assert result.code == 2
    assert "Unknown mode loudly value, expecting 'acpi'" in result.err
    assert node.lookupByName("test").isActive()


def test_documents_come_from_standard_input_too(node: Node) -> None:
    assert run("define", "-", typed=WEB).out == "Domain 'web' defined from -\n\n"
    assert run("undefine", "web").code == 0
    assert run("create", "--file", "-", typed=WEB).out == "Domain 'web' created from -\n\n"
    assert node.lookupByName("web").isPersistent() == 0


def test_a_document_with_an_error_is_refused_with_its_line(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(WEB.replace("<vcpu current='1'>4</vcpu>", "<vcpu>many</vcpu>"))
    result = run("define", str(path))
    assert result.code == 1
    first, second, *_ = result.err.splitlines()
    assert first == f"error: Failed to define domain from {path}"
    assert "line 6" in second
    assert "many" in second


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "nothing.xml"
    assert run("define", str(path)) == (1, "", f"error: Failed to open file '{path}': No such file or directory\n")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "noise.xml"
    path.write_bytes(b"<domain>\xff")
    assert run("define", str(path)) == (1, "", f"error: Failed to read file '{path}': byte 8 is not UTF-8 text\n")


def test_dumpxml(node: Node) -> None:
    xml = node.lookupByName("test").XMLDesc()
    assert run("dumpxml", "test").out == f"{xml}\n"
    assert run("dumpxml", "test", "-o", "json").json == {"xml": xml}
    assert (
        run("dumpxml", "test", "--xpath", "//target").out
        == '<target dev="vda" bus="virtio" />\n<target dev="testnet0" />\n\n'
    )
    assert (
        run("dumpxml", "test", "--xpath", "/domain/name", "--wrap").out == "<nodes>\n  <name>test</name>\n</nodes>\n\n"
    )
    assert run("dumpxml", "test", "--xpath", "//[").code == 1


def test_dominfo_as_json(web: Domain) -> None:
    info = run("dominfo", "web", "-o", "json").json
    assert info["id"] is None
    assert (info["name"], info["state"], info["vcpus"]) == ("web", "shut off", 1)
    assert (info["max_memory_kib"], info["memory_kib"]) == (524288, 524288)
    assert (info["persistent"], info["autostart"]) == (True, False)


def test_vcpu_counts(web: Domain) -> None:
    assert run("vcpucount", "web").out == "maximum      config         4\ncurrent      config         1\n\n"
    assert run("vcpucount", "web", "-o", "json").json == {"maximum": {"config": 4}, "current": {"config": 1}}
    assert run("vcpucount", "web", "--maximum").out == "4\n\n"
    assert run("setvcpus", "web", "3", "--config").code == 0
    assert run("vcpucount", "web", "--active", "--config").out == "3\n\n"
    assert run("vcpucount", "web", "--live").code == 1
    assert run("vcpucount", "web", "--live", "--config").code == 2
    assert run("setvcpus", "web", "0").code == 2


def test_memory(web: Domain) -> None:
    assert run("setmem", "web", "256M", "--config") == (0, "\n", "")
    assert run("setmaxmem", "web", "1GiB").code == 0
    info = run("dominfo", "web", "-o", "json").json
    assert (info["max_memory_kib"], info["memory_kib"]) == (1048576, 262144)
    assert run("setmem", "web", "256M").code == 1  # means the running one
    assert run("setmem", "web", "1Q", "--config").code == 2


def test_affinities(web: Domain) -> None:
    assert run("vcpupin", "web", "0", "0-3,^2", "--config").code == 0
    assert run("vcpupin", "web", "--vcpu", "0").out.splitlines()[2] == " 0      0-1,3"
    assert run("vcpupin", "web", "9").code == 2
    assert run("vcpupin", "web", "--cpulist", "0").code == 2
    assert run("vcpupin", "web", "0", "many", "--config").code == 2


def test_statistics_of_some_domains(web: Domain) -> None:
    result = run("domstats", "web", "test", "--state")
    assert [line for line in result.out.splitlines() if line.startswith("Domain")] == [
        "Domain: 'web'",
        "Domain: 'test'",
    ]
    assert run("domstats", "test", "--state", "-o", "json").json[0]["stats"]["state.state"] == 1
    assert run("domstats", "test", "--list-active").code == 2


def test_devices(web: Domain) -> None:
    assert run("domblklist", "web", "--details").out.splitlines()[2] == " file   cdrom    hda      -"
    assert run("domblklist", "test", "-o", "json").json == [
        {"type": "file", "device": "disk", "target": "vda", "source": "/guest/diskimage1"}
    ]
    assert run("domiflist", "test", "-o", "json").json == [
        {"target": "testnet0", "type": "network", "source": "default", "model": None, "mac": "aa:bb:cc:dd:ee:ff"}
    ]


def test_displays(web: Domain) -> None:
    assert run("vncdisplay", "web") == (1, "", "error: Domain is not running\n")
    web.create()
    assert run("vncdisplay", "web").out == run("vncdisplay", "web", "--all").out == "127.0.0.1:3\n\n"
    assert run("domdisplay", "web").out == "vnc://127.0.0.1:3\n\n"
    assert run("domdisplay", "web", "--all").out == "vnc://127.0.0.1:3\nspice://localhost:5910\n\n"
    assert run("domdisplay", "web", "--type", "spice", "-o", "json").json == {"displays": ["spice://localhost:5910"]}
    assert run("domdisplay", "web", "--type", "rdp").code == 1
    assert run("vncdisplay", "test").code == 1


def test_texts_about_a_domain(web: Domain) -> None:
    assert run("desc", "web").out == "No description for domain: web\n\n"
    assert run("desc", "web", "serves", "pages").out == "Domain description updated successfully\n\n"
    assert run("desc", "web").out == "serves pages\n\n"
    assert run("desc", "web", "--title", "-o", "json").json == {"title": "The web server"}


def test_metadata_of_programs(web: Domain) -> None:
    uri = "http://example.org/notes"
    assert run("metadata", "web", uri).code == 1
    assert run("metadata", "web", uri, "--set", "<note>hi</note>").code == 2  # without a key
    assert run("metadata", "web", uri, "--key", "n", "--set", "<note>hi</note>").out == "Metadata modified\n\n"
    assert run("metadata", "web", uri).out == "<note>hi</note>\n\n"
    assert run("metadata", "web", uri, "--remove").out == "Metadata removed\n\n"


def test_rename(web: Domain) -> None:
    assert run("domrename", "web", "--new-name", "www").out == "Domain successfully renamed\n\n"
    assert run("domname", WEB_UUID).out == "www\n\n"


def test_the_host(node: Node) -> None:
    assert run("nodeinfo").out.splitlines()[-2] == "Memory size:         3145728 KiB"
    assert run("nodeinfo", "-o", "json").json["memory_kib"] == 3145728
    assert run("version").out.splitlines()[-2] == "Running hypervisor: TEST 0.0.2"
    assert run("hostname").out.strip() == node.getHostname()
    assert run("capabilities").out == f"{node.getCapabilities()}\n\n"
    assert run("maxvcpus").out == f"{node.getMaxVcpus(None)}\n\n"
