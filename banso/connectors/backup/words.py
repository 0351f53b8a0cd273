"""The page that lies in every backup, for whoever opens it years later."""

from __future__ import annotations

README_TEXT = """\
Banso のバックアップ / A backup of Banso

復元 / Restore:  banso restore THIS_FILE --as NAME

records/   表ごとに1ファイル。1行が1件の JSON です（UTF-8）。
           One file a table, one JSON object a row (UTF-8).
lake/      利用イベント・指標・状態。Delta Lake 形式です（対応する任意のツールで読めます）。
           Events, metrics, states as Delta Lake tables; any engine that knows the format reads them.
uploads/   受け取ったまま取り込んでいないファイル。
           Files that were handed in and not taken over.
manifest.json  内容の一覧。各ファイルの大きさと SHA-256。
           What is here, with size and SHA-256 of every file.

顧客企業と担当者の情報、パスワードのハッシュを含みます。大切に保管してください。
It holds your customers' data and hashes of passwords. Keep it safe.
"""
