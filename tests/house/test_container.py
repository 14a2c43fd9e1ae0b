"""What the compose file and the Dockerfile promise; Docker itself is asked only where it is present."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.tree import ROOT, source


@pytest.fixture
def service() -> dict[str, Any]:
    compose = yaml.safe_load(source(Path("docker-compose.yml")))
    found: dict[str, Any] = compose["services"]["knockon"]
    return found


def test_the_port_is_open_on_loopback_only(service: dict[str, Any]) -> None:
    assert service["ports"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_the_map_lives_in_a_volume(service: dict[str, Any]) -> None:
    assert service["environment"]["KNOCKON_STORE"] == "sqlite:////data/knockon.db"
    assert [volume.partition(":")[2] for volume in service["volumes"]] == ["/data"]


def test_health_is_checked_and_the_container_cannot_gain_rights(service: dict[str, Any]) -> None:
    assert "/health" in " ".join(service["healthcheck"]["test"])
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True


def test_the_image_runs_as_a_plain_user_on_locked_packages() -> None:
    lines = source(Path("Dockerfile")).splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1] not in {"root", "0"}
    assert any("--require-hashes -r requirements-run.lock" in line for line in lines)


def test_docker_accepts_the_compose_file() -> None:
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not here")
    run = subprocess.run(
        [docker, "compose", "-f", str(ROOT / "docker-compose.yml"), "config", "--quiet"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
