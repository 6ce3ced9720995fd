"""The official register of German municipalities (GV-ISys of Destatis): its file, its words, and what it changes here.

codes: what its numbers mean · reading: file → rows · names: official names → ours · plan: rows → what would change.
"""
