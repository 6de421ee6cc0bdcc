"""Captures the same events with quartet_epcis, as its own parsing step does: `python -m bench.by_quartet FILE FIRST N`.

It reads EPCIS 1.2 in XML. Its database is SQLite with the pragmas of ours; the documents are made beforehand.
"""

from __future__ import annotations

import sys
import time
import warnings
from io import BytesIO


def main(file: str, first: int, count: int) -> None:
    """Print the seconds that N documents took, after one to begin with."""
    import django  # noqa: PLC0415 - this process is its own installation
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    # It stores moments without a zone, and warns of each.
    warnings.simplefilter("ignore")
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            "transaction_mode": "IMMEDIATE",
        },
    }
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "quartet_capture",
            "quartet_epcis",
            "quartet_masterdata",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from quartet_epcis.parsing.business_parser import BusinessEPCISParser  # noqa: PLC0415

    from bench.events import EVENTS, document_in_xml  # noqa: PLC0415

    documents = [document_in_xml(first + EVENTS * number) for number in range(count + 1)]
    BusinessEPCISParser(BytesIO(documents.pop())).parse()
    started = time.perf_counter()
    for document in documents:
        BusinessEPCISParser(BytesIO(document)).parse()
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
