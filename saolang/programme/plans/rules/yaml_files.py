"""Reading the YAML files that people write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = frozenset({".yaml", ".yml"})


def yaml_files(folder: Path) -> list[Path]:
    """Return the YAML files of the folder by name."""
    return sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)


def read_yaml(file: Path) -> Any:
    """Return what the file holds. Raises Refusal with the line where its syntax is wrong or a word stands twice."""
    try:
        return yaml.load(file.read_bytes(), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Refusal(
            gettext_noop("Tệp %(source)s sai cú pháp YAML ở dòng %(line)s: %(why)s."),
            source=file.name,
            line=line,
            why=error.problem or error.context,
        ) from error
    except yaml.YAMLError as error:
        raise Refusal(gettext_noop("Tệp %(source)s không phải văn bản YAML bằng UTF-8."), source=file.name) from error


class _Loader(yaml.SafeLoader):
    """Refuses a word that stands twice in one entry; YAML would let the last one win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - as inherited
        words = [key for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
        for index, word in enumerate(words):
            if any(word.value == before.value for before in words[:index]):
                raise yaml.constructor.ConstructorError(problem=f"“{word.value}” × 2", problem_mark=word.start_mark)
        return super().construct_mapping(node, deep=deep)
