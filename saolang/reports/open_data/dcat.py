"""What is published, said to catalogues of open data: DCAT-AP 3.0 as JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import override

from saolang.reports.open_data.files import MEDIA_TYPES
from saolang.reports.open_data.tables import TABLES

if TYPE_CHECKING:
    from saolang.reports.open_data.files import Making, Published
    from saolang.reports.open_data.tables import Table

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
FILE_TYPES = {
    "csv": "http://publications.europa.eu/resource/authority/file-type/CSV",
    "jsonl": "http://publications.europa.eu/resource/authority/file-type/JSON",
    "parquet": "http://publications.europa.eu/resource/authority/file-type/PARQUET",
}
"""The vocabularies DCAT-AP asks for (Publications Office of the European Union)."""


def dcat(making: Making | None) -> dict[str, Any]:
    """Return the catalogue: each table a dataset, each file of it a distribution with its digest."""
    home = f"{settings.BASE_URL}/du-lieu/"
    return {
        "@context": CONTEXT,
        "@id": home,
        "@type": "dcat:Catalog",
        "dcterms:title": {"@value": "Dữ liệu mở OCOP", "@language": "vi"},
        "dcterms:description": {
            "@value": "Dữ liệu mở của chương trình Mỗi xã một sản phẩm. Không có dữ liệu cá nhân.",
            "@language": "vi",
        },
        "dcterms:publisher": _publisher(),
        "dcterms:license": {"@id": settings.OPEN_DATA_LICENCE},
        "foaf:homepage": {"@id": home},
        "dcat:dataset": [_dataset(table, making, home) for table in TABLES.values()],
    }


def _dataset(table: Table, making: Making | None, home: str) -> dict[str, Any]:
    files = [file for file in making.files if file.table == table.name] if making else []
    said: dict[str, Any] = {
        "@id": f"{home}#{table.name}",
        "@type": "dcat:Dataset",
        "dcterms:identifier": table.name,
        "dcterms:title": _in_vietnamese(table.title),
        "dcterms:description": _in_vietnamese(table.lead),
        "dcterms:publisher": _publisher(),
        "dcterms:accrualPeriodicity": {"@id": DAILY},
        "dcat:landingPage": {"@id": f"{home}#{table.name}"},
        "dcat:distribution": [_distribution(file, home) for file in files],
    }
    if making:
        said["dcterms:modified"] = {"@value": making.made_at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}
    return said


def _in_vietnamese(words: object) -> dict[str, str]:
    with override("vi"):
        return {"@value": str(words), "@language": "vi"}


def _distribution(file: Published, home: str) -> dict[str, Any]:
    address = f"{home}{file.name}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
        "dcat:mediaType": MEDIA_TYPES[file.form].partition(";")[0],
        "dcterms:format": {"@id": FILE_TYPES[file.form]},
        "dcterms:license": {"@id": settings.OPEN_DATA_LICENCE},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }


def _publisher() -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": settings.OPEN_DATA_PUBLISHER}
