"""Pure mathematics with its sources: no Django, no store, no words for people.

Arrays are one-dimensional float64 or int64 unless said otherwise; impossible input is a
``ValueError``, an answer that does not exist is ``None``.
"""
