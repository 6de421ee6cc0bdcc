"""`./run bench [NAME ...]`: how fast the house is, always as a ratio to something else measured in the same run.

    indicators   all indicators of a plan, beside one pass of SQL written by hand; the nation by province
    imports      a register of 20,000 rows, beside the same sheet through django-import-export
    councils     15 members over 60 products: every click on a real server, then all sheets signed at once
    writes       a write with the list of changes and one notice, beside the same write with both taken out

Absolute times depend on the machine and are only reported. Nothing here is part of the test suite.
"""
