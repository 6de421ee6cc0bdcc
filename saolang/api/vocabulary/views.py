"""The vocabulary as JSON-LD: a context for whoever reads our documents, and what each word means (RDF Schema 1.1)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
import yaml
from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.programme.traceability.rules.steps import namespace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

FILE = settings.PACKAGE / "data" / "vocabulary" / "ocop.yaml"
LANGUAGES = ("vi", "en")
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
STANDARDS = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@opened
@require_safe
def vocabulary(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Say what every word means, in Vietnamese and English."""
    about = {
        "@id": namespace(),
        "@type": "owl:Ontology",
        "rdfs:label": _in_languages({"vi": "Từ vựng OCOP của Sao Làng", "en": "OCOP vocabulary of Sao Làng"}),
        "dcterms:license": {"@id": LICENCE},
    }
    terms = [_described(name, said) for name, said in words().items()]
    return _answer({"@context": _context(), "@graph": [about, *terms]})


@opened
@require_safe
def word(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Say what one word means, at the address that stands for it."""
    if name not in words():
        raise Http404
    return _answer({"@context": _context(), **_described(name, words()[name])})


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return what is said of each word, by the word."""
    found: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def _context() -> dict[str, str]:
    """Return what lets whoever names the vocabulary as a context write its words without their prefix."""
    return {"ocop": namespace(), **STANDARDS, **{name: f"ocop:{name}" for name in words()}}


def _described(name: str, said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@id": f"ocop:{name}",
        "@type": "rdf:Property",
        "rdfs:label": _in_languages(said),
        "rdfs:comment": _in_languages({language: said[f"{language}_more"] for language in LANGUAGES}),
        "rdfs:range": {"@id": said["range"]},
    }


def _in_languages(said: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": said[language]} for language in LANGUAGES]


def _answer(said: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(said, option=orjson.OPT_INDENT_2),
        content_type="application/ld+json",
        headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=86400"},
    )
