"""The fixtures and the marker, as a project that uses them sees them."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester) -> None:
    """A project whose conftest loads the plugin."""
    pytester.makeconftest('pytest_plugins = ["anyvirt.testing.plugin"]')


def run(pytester: pytest.Pytester, text: str) -> pytest.RunResult:
    pytester.makepyfile(text)
    return pytester.runpytest_subprocess("-rs", "-p", "no:randomly", "-p", "no:xdist")


def test_a_test_without_its_peer_is_skipped_with_the_reason(pytester: pytest.Pytester) -> None:
    """The reason names the version that is needed."""
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.peer("qemu >= 999")
        def test_future(): ...
        """,
    )
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*needs qemu >= 999, *"])


def test_each_test_has_a_root_of_its_own_that_vanishes(pytester: pytest.Pytester) -> None:
    """Two tests never share a folder, and its path leaves room for the names of sockets."""
    result = run(
        pytester,
        """
        seen = []

        def test_one(root):
            (root / "file").touch()
            seen.append(root)

        def test_two(root):
            assert root not in seen
            assert not seen[0].exists()
            assert len(str(root)) < 60
        """,
    )
    result.assert_outcomes(passed=2)


def test_an_emulator_that_is_left_fails_the_test_and_is_killed(pytester: pytest.Pytester) -> None:
    """A process that names the root on its command line must not outlive the test."""
    result = run(
        pytester,
        """
        import subprocess

        processes = []

        def test_careless(root):
            command = ["sh", "-c", "echo ready; read line", str(root)]
            processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
            processes[0].stdout.readline()

        def test_it_is_gone():
            assert processes[0].wait(10) == -9
        """,
    )
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*the test left processes behind:*"])
