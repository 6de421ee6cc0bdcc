"""Papers as files: PDF by Typst, Word by docxtpl. What people wrote goes in as data, never into a template's text."""

from __future__ import annotations

from saolang.base.papers.rendering.binding import bound
from saolang.base.papers.rendering.docx import as_docx, default_template, try_template
from saolang.base.papers.rendering.marking import marks
from saolang.base.papers.rendering.pdf import as_pdf, typeset

__all__ = ["as_docx", "as_pdf", "bound", "default_template", "marks", "try_template", "typeset"]
