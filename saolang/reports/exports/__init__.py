"""A plan's reading as a file: XLSX, PDF, CSV, JSON. All four are made from one table, so all show the same numbers."""

from saolang.reports.exports.csv_file import as_csv
from saolang.reports.exports.json_file import as_json
from saolang.reports.exports.pdf import as_pdf
from saolang.reports.exports.xlsx import as_xlsx

__all__ = ["as_csv", "as_json", "as_pdf", "as_xlsx"]
