"""The large corpora of bad input against the application: `make test-corpora`, never `make test`.

CORPORA names the folder; none of its data is in this repository. CORPORA_EVERY=10 takes only every
tenth line of each file, for a quick look.
"""
