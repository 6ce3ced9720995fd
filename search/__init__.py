"""One search over pages, threads, posts, people and municipalities (built with issue 2; see docs/adr/0001)."""
