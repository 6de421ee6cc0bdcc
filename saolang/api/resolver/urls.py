"""Addresses of the resolver: those of GS1 Digital Link, which begin with the number of a key."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from saolang.api.resolver.views import description, resolve
from saolang.core.gs1.links import QUALIFIERS

app_name = "resolver"


class DigitalLinkConverter:
    """The path of a Digital Link, from its key on: one without a value is malformed, and said to be."""

    regex = rf"(?:{'|'.join(QUALIFIERS)})(?:/(?s:.*))?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DigitalLinkConverter, "digital_link")

urlpatterns: list[URLPattern] = [
    path(".well-known/gs1resolver", description, name="description"),
    path("<digital_link:link>", resolve, name="resolve"),
]
