"""The indicators that can be counted: ours, and those an operator puts beside them."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.conf import settings

from saolang.core.indicators.definitions import Indicator, read_indicators
from saolang.core.indicators.vocabulary import Vocabulary
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.plans.rules.yaml_files import read_yaml, yaml_files

if TYPE_CHECKING:
    from collections.abc import Mapping

INDICATORS = Path(__file__).resolve().parents[3] / "data" / "indicators"
VOCABULARY = INDICATORS / "vocabulary.yaml"


@cache
def read_vocabulary() -> Vocabulary:
    """Return the words an indicator may use."""
    return Vocabulary.read(read_yaml(VOCABULARY))


def read_definitions(*folders: Path) -> Mapping[str, Indicator]:
    """Return every indicator of the folders by its code; without folders, ours and then the operator's.

    The files are looked at each time and read again when one has come, gone or changed, so that a file put in a folder
    works at once. Raises Refusal when a file cannot be read, uses a word the vocabulary lacks, or takes a code
    that another file has.
    """
    files = [file for folder in folders or _definition_folders() for file in yaml_files(folder)]
    return _definitions(tuple((file, file.stat().st_mtime_ns) for file in files if file.name != VOCABULARY.name))


def _definition_folders() -> list[Path]:
    if not settings.INDICATORS_FOLDER:
        return [INDICATORS]
    folder = Path(settings.INDICATORS_FOLDER)
    if not folder.is_dir():
        raise Refusal(
            gettext_noop("Không có thư mục chỉ số %(folder)s nêu ở SAOLANG_INDICATORS. Hãy tạo thư mục hoặc sửa lại."),
            folder=folder,
        )
    return [INDICATORS, folder]


@lru_cache(maxsize=8)
def _definitions(files: tuple[tuple[Path, int], ...]) -> Mapping[str, Indicator]:
    definitions: dict[str, Indicator] = {}
    for file, _changed_at in files:
        for code, indicator in read_indicators(read_yaml(file), read_vocabulary(), source=file.name).items():
            if code in definitions:
                raise Refusal(
                    gettext_noop("Tệp %(source)s định nghĩa lại chỉ số %(code)s đã có ở tệp khác. Hãy đặt mã khác."),
                    source=file.name,
                    code=code,
                )
            definitions[code] = indicator
    return MappingProxyType(definitions)
