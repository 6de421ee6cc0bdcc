"""Run as a program of its own: a Word template and a paper's data on standard input, the paper as the answer.

An office writes its templates itself, and what stands in one is a small program. Here it can reach nothing but the
data, and costs this process alone, which may use only so much memory and time. Nothing of the project is imported.

Ends with 0, the document on standard output; or with REFUSED, `reason` and `what` as JSON there.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import zipfile
from typing import Any, NoReturn

REFUSED = 3
UNKNOWN, BROKEN, NOT_WORD = "unknown", "broken", "not_word"
MOST_MEMORY = 2**30
MOST_SECONDS = 10
_MOST_WORDS = 120
_QR_MILLIMETRES = 28
_DOTS_A_MODULE = 8
_QUIET_MODULES = 4


class NotFilled(Exception):  # noqa: N818 - no error of the program
    """The template cannot be filled; for what reason, and which field or fault."""


def main() -> int:
    """Fill the template and write the answer."""
    asked = json.load(sys.stdin)
    try:
        answer = fill(base64.b64decode(asked["template"]), asked["data"], check=asked["check"])
    except NotFilled as refused:
        reason, what = refused.args
        json.dump({"reason": reason, "what": what}, sys.stdout)
        return REFUSED
    sys.stdout.buffer.write(answer)
    return 0


def fill(template: bytes, data: dict[str, Any], *, check: bool) -> bytes:
    """Return the Word template with the data in it; text appears as it stands, whatever it looks like.

    With `check` every name the template uses anywhere must be among the data. Raises NotFilled.
    """
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415 - starting costs little when asked nothing
    from docxtpl import DocxTemplate  # noqa: PLC0415
    from jinja2 import TemplateError, UndefinedError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    document, kept = DocxTemplate(io.BytesIO(template)), io.BytesIO()
    try:
        environment = _environment()
        if check:
            for name in sorted(document.get_undeclared_template_variables(environment) - data.keys()):
                raise NotFilled(UNKNOWN, name)
        document.render(_with_pictures(data, document), environment, autoescape=True)
        document.save(kept)
    except UndefinedError as error:
        raise NotFilled(UNKNOWN, error.message) from error
    except TemplateError as error:
        raise NotFilled(BROKEN, str(error)[:_MOST_WORDS]) from error
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, LxmlError) as error:
        raise NotFilled(NOT_WORD, "") from error
    except (TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise NotFilled(BROKEN, str(error)[:_MOST_WORDS]) from error
    return kept.getvalue()


def _environment() -> Any:
    """Return what templates run in: no way out of the data, and no field that is not there."""
    from jinja2 import StrictUndefined, UndefinedError  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    class Missing(StrictUndefined):
        """A field that is not there, called by its name in what is raised."""

        def _fail_with_undefined_error(self, *_: Any, **__: Any) -> NoReturn:
            raise UndefinedError(str(self._undefined_name))

        __add__ = __radd__ = __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = (
            _fail_with_undefined_error
        )
        __getitem__ = __call__ = __lt__ = __le__ = __gt__ = __ge__ = __int__ = __contains__ = _fail_with_undefined_error

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            self._fail_with_undefined_error()

    return ImmutableSandboxedEnvironment(undefined=Missing)


def _with_pictures(data: dict[str, Any], document: Any) -> dict[str, Any]:
    """Return the data with the QR code as a picture Word shows."""
    if "qr" not in data:
        return data
    from docx.shared import Mm  # noqa: PLC0415
    from docxtpl import InlineImage  # noqa: PLC0415

    picture = InlineImage(document, _picture_of(data["qr"]), width=Mm(_QR_MILLIMETRES))
    return {**data, "qr": picture}


def _picture_of(rows: list[str]) -> io.BytesIO:
    """Return a PNG of the rows of a QR code, "1" for a dark module."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    side, kept = len(rows), io.BytesIO()
    code = Image.new("1", (side, side), 1)
    code.putdata([module == "0" for row in rows for module in row])
    code = ImageOps.expand(code, _QUIET_MODULES, 1)
    code.resize((code.width * _DOTS_A_MODULE,) * 2, Image.Resampling.NEAREST).save(kept, "PNG")
    kept.seek(0)
    return kept


if __name__ == "__main__":
    sys.exit(main())
