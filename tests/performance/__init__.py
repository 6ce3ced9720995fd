"""`make bench`: what the site costs on a large database, beside a floor app on the same server and data.

Nothing here runs with the tests, but for test_*.py. How it measures: docs/developers/performance.md.
"""
