"""`manage.py demo --bench`: the demonstration network, grown to the size it is measured at.

What the benchmark needs to know stands here: words to search for and threads to open, found by their titles.
"""

COMMON = "Ehrenamt"  # stands in one of eight posts
RARE = "Sirenenkataster"  # stands in exactly ten posts
FOUR = "Förderrichtlinie Vereinsheim Eigenanteil Bewilligung"  # each in one of fifty posts, 800 posts have all four
TYPO = "Ehrenammt"  # nothing has it; COMMON is meant
LONG_THREAD = "Fragen und Antworten aus drei Jahren"  # a fortieth of all posts
WATCHED_THREAD = "Was alle Mitglieder wissen müssen"  # every member watches it
MEASURED_MEMBER = "mitglied@demo.example"
