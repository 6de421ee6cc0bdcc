"""Packages on the command line, by the same rules as on the page."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

import pytest

from saolang.base.audit.models import SigningKey
from saolang.base.files.services import store
from saolang.base.places.models import Place
from saolang.config.verbs import package as verb
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Dossier, Package, Submission, TrustedKey
from saolang.programme.dossiers.rules import packages as rules
from tests.factories.dossiers import a_dossier

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent_up() -> Dossier:
    commune = Place.objects.filter(map=2, level="commune").select_related("province").order_by("code")[0]
    dossier = a_dossier(commune, state=State.CENTRE)
    Submission.objects.create(dossier=dossier, number=1, content=store(b"{}", by="tests"), frozen_by="tests")
    return dossier


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    verb.add_arguments(parser)
    return verb.run(parser.parse_args(words))


def elsewhere() -> None:
    """Leave what another installation would not have."""
    Package.objects.all().delete()
    Submission.objects.all().delete()
    Dossier.objects.all().delete()
    SigningKey.objects.all().delete()


def test_package_goes_out_to_a_file_and_comes_in_elsewhere(
    sent_up: Dossier, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "goi.zip"
    exported = run("--json", "export", sent_up.code.lower(), str(path))
    told, key = json.loads(capsys.readouterr().out), SigningKey.objects.get().public
    elsewhere()
    trusted = run("trust", key, "Tỉnh Cần Thơ", "--as", "province")

    imported = run("import", str(path))

    assert (exported, trusted, imported) == (0, 0, 0)
    assert (told["dossier"], told["direction"]) == (sent_up.code, "out")
    assert capsys.readouterr().out == (
        f"Đã nhận gói {told['code']} · hồ sơ {sent_up.code} (đang ở cấp trung ương) · Tỉnh Cần Thơ\n"
    )
    assert TrustedKey.objects.get().trusted_by == "command-line"


def test_package_goes_to_the_standard_output(sent_up: Dossier, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run("export", sent_up.code, "-")

    written = capfdbinary.readouterr()
    assert rules.read(written.out).manifest["dossier"]["code"] == sent_up.code
    assert "Đã lập gói" in written.err.decode()


def test_unknown_dossier_is_refused_by_its_code(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Không có hồ sơ HS-NONE"):
        run("export", "HS-NONE", str(tmp_path / "goi.zip"))


def test_files_that_cannot_be_read_or_written_are_named(sent_up: Dossier, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Không có tệp"):
        run("import", str(tmp_path / "none.zip"))
    with pytest.raises(Refusal, match="Không có thư mục để ghi tệp"):
        run("export", sent_up.code, str(tmp_path / "no" / "goi.zip"))
