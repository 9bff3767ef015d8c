"""What a container leaves of a machine, read from files as Linux writes them."""

import os

import pytest

from model.inference.engines import cores
from model.inference.engines.cores import memory_limit, usable_cores


@pytest.fixture
def container(tmp_path, monkeypatch):
    """Write /proc/self/cgroup and files below /sys/fs/cgroup, on a machine of eight cores; gives both places."""
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)

    def write(groups, files):
        (tmp_path / "groups").write_text(groups)
        for name, text in files.items():
            path = tmp_path / "limits" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / "groups", tmp_path / "limits"

    return write


@pytest.mark.parametrize(
    ("groups", "files", "count"),
    [
        ("0::/\n", {"cpu.max": "max 100000\n"}, 8),
        ("0::/\n", {"cpu.max": "300000 100000\n"}, 3),
        ("0::/\n", {"cpu.max": "50000 100000\n"}, 1),
        ("0::/a/b\n", {"a/b/cpu.max": "max 100000", "a/cpu.max": "250000 100000"}, 2),  # the group around it holds too
        ("0::/outside/the/container\n", {"cpu.max": "200000 100000"}, 2),
        ("4:cpu,b:/a\n", {"cpu,b/a/cpu.cfs_quota_us": "400000", "cpu,b/a/cpu.cfs_period_us": "100000"}, 4),
        ("4:cpuacct,cpu:/a\n", {"cpu/cpu.cfs_quota_us": "150000", "cpu/cpu.cfs_period_us": "100000"}, 1),
        ("4:cpu:/\n", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 8),
        ("4:cpuset:/\n", {"cpuset/cpu.cfs_quota_us": "100000", "cpuset/cpu.cfs_period_us": "100000"}, 8),
        ("0::/\n", {"unified/cpu.max": "500000 100000"}, 5),
        ("nonsense\n\n", {"cpu.max": "rubbish"}, 8),
        ("0::/\n", {"cpu.max": "100000 0"}, 8),
        ("0::/\n", {"cpu.max": ""}, 8),
    ],
)  # fmt: skip
def test_the_quota_of_a_container_counts(container, groups, files, count):
    assert usable_cores(*container(groups, files)) == count


def test_affinity_counts_and_no_files_are_no_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda pid: {1, 5}, raising=False)
    assert usable_cores(tmp_path / "none", tmp_path / "none") == 2
    monkeypatch.delattr(cores.os, "sched_getaffinity", raising=False)
    assert usable_cores(tmp_path / "none", tmp_path / "none") == (os.cpu_count() or 1)


@pytest.mark.parametrize(
    ("groups", "files", "limit"),
    [
        ("0::/\n", {"memory.max": "max\n"}, None),
        ("0::/a\n", {"memory.max": "2000", "a/memory.max": "1000"}, 1000),
        ("3:memory:/a\n", {"memory/a/memory.limit_in_bytes": "9223372036854771712"}, None),
        ("3:memory:/a\n", {"memory/a/memory.limit_in_bytes": "5000"}, 5000),
        ("", {}, None),
    ],
)
def test_the_memory_of_a_container_counts(container, groups, files, limit):
    assert memory_limit(*container(groups, files)) == limit


def test_this_machine_has_a_core():
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
