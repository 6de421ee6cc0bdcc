"""Stored files: rows only, the bytes are not written. Use `services.store` where they are read."""

from __future__ import annotations

import hashlib

import factory

from saolang.base.files.models import StoredFile


class StoredFileFactory(factory.django.DjangoModelFactory[StoredFile]):
    """A PDF of 10 bytes."""

    class Meta:
        model = StoredFile

    sha256 = factory.Sequence(lambda number: hashlib.sha256(str(number).encode()).hexdigest())
    size = 10
    content_type = "application/pdf"
    stored_by = "user:1"
