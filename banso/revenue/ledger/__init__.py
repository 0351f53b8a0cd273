"""The ledger: monthly recurring revenue and its movements, derived from contract lines and never typed.

``spans`` and ``movements`` are pure; ``writing`` keeps their rows in the lake; ``queries`` reads them.
"""
