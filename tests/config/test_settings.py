"""Settings that ask for what is not installed stop the start with a sentence."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("setting", "module", "requirements"),
    [
        ({"SAOLANG_FILES": "s3://ocop/files"}, "boto3", "s3.txt"),
        ({"SAOLANG_PARQUET": "1"}, "pyarrow", "opendata.txt"),
        ({"SAOLANG_CLAMAV": "tcp://127.0.0.1:3310"}, "clamav_client", "scan.txt"),
    ],
)
def test_start_says_which_packages_a_setting_needs(setting: dict[str, str], module: str, requirements: str) -> None:
    hidden = f"find = util.find_spec; util.find_spec = lambda name: None if name == {module!r} else find(name)"

    ended = subprocess.run(
        [sys.executable, "-c", f"from importlib import util; {hidden}; import saolang.config.settings"],
        env=os.environ | {"SAOLANG_SECRET_KEY": "for-tests-only"} | setting,
        capture_output=True,
        text=True,
        check=False,
    )

    (name, value) = next(iter(setting.items()))
    sentence = f"{name}={value} needs packages that are not installed. Install requirements/{requirements}."
    assert ended.returncode == 1
    assert ended.stderr.rstrip().endswith(sentence)
