"""A workspace as one file: taken while it lives, restored as a workspace of its own.

The file is an ordinary zip in open formats: ``records/`` holds one JSON-lines file a table, ``lake/``
the Delta tables as any engine reads them, ``uploads/`` files handed in and not taken over yet, and
``manifest.json`` says what it is, with size and SHA-256 of every part. Not in it: the secret key,
sessions, address and password of a database. So a backup signs nobody in by itself; who restores
it signs in anew, with the passwords and second factors they had.
"""
