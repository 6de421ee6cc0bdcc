"""A folder and an S3 storage: what is kept in one is kept in the other."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from saolang.config.settings import file_storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

REGION = "ap-southeast-1"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Return the address of a server of one's own that speaks S3 over HTTP."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - slow to load, for these tests alone

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a new bucket, with the usual names set in the environment."""
    import boto3  # noqa: PLC0415

    for name, value in {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    name = f"saolang-{uuid.uuid4().hex}"
    boto3.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, settings: SettingsWrapper) -> str:
    """Keep files in a folder, then the same in S3; return which."""
    s3 = request.param == "s3"
    where = f"s3://{request.getfixturevalue('bucket')}/ocop" if s3 else str(tmp_path / "files")
    settings.STORAGES = settings.STORAGES | {"default": file_storage(where)}
    return str(request.param)
