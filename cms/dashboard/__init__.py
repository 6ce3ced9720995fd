"""»Übersicht«: where a member's day begins."""
