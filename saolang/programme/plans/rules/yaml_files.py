"""Reading a YAML file that people write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from pathlib import Path


def read_yaml(file: Path) -> Any:
    """Return what the file holds. Raises Refusal with the line where its syntax is wrong."""
    try:
        return yaml.safe_load(file.read_bytes())
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
