"""Everything an installation holds in one file, and back, on either database.

A backup is a tar, encrypted with age where a key is set. Anybody can read it without this program:

    tables/NAME/00000.jsonl.gz   the rows of a table in the order of their keys, a line each: a JSON list of values
    files/SHA256                 the bytes of each stored file
    manifest.json                what all of it must come to; the last member, so that a file cut off has none

The form of a row is the same whichever database it comes from, and so is its digest: there is one way to restore, to
the same database or to the other one. docs/decisions/0014-backups-in-rows.md says why no database's own form is kept.
"""
