"""Speed and scale of the main work, beside the raw database: `make bench`, or `python -m bench --help`.

Every figure is measured against a scratch installation of its own, the web pages over HTTP against a
real `bihuan serve`, and stands beside its floor: the same rows by plain SQL on the same database.
"""
