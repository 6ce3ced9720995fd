"""Plug-in: municipalities, people, mandates, signings, speaker terms. Knows nothing of forum and site."""

from .sections import ProfileSection, register_profile_section

__all__ = ["ProfileSection", "register_profile_section"]
