"""The real vocabulary and indicators, and a small definition to bend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from saolang.core.indicators.definitions import Indicator, read_indicator, read_indicators
from saolang.core.indicators.vocabulary import Vocabulary

INDICATORS = Path(__file__).resolve().parents[3] / "saolang" / "data" / "indicators"


def load(name: str) -> Any:
    return yaml.safe_load((INDICATORS / name).read_text(encoding="utf-8"))


VOCABULARY = Vocabulary.read(load("vocabulary.yaml"))
PROGRAMME = read_indicators(load("programme.yaml"), VOCABULARY, source="programme.yaml")


def definition(**changes: Any) -> dict[str, Any]:
    """A whole definition with some keys changed; a key changed to None is left out."""
    whole = {"code": "a.b", "label": {"vi": "Sản phẩm", "en": "Products"}, "counts": "products", "where": {"stars": 4}}
    return {key: value for key, value in (whole | changes).items() if value is not None}


def indicator(**changes: Any) -> Indicator:
    return read_indicator(definition(**changes), VOCABULARY, source="test.yaml")
