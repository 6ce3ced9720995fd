"""Looks into files that people send, in a process of its own with little memory: forum.file_checks starts it.

Nothing here knows Django: a process starts in a tenth of a second and uses what the file needs.
"""
