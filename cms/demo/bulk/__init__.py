"""`manage.py demo --bench`: the demonstration network, grown to the size it is measured at.

What the benchmark needs to know stands here: words to search for and threads to open, found by their titles.
"""

COMMON = "Ehrenamt"  # stands in one of eight posts
RARE = "Sirenenkataster"  # stands in exactly ten posts
FOUR = "Förderrichtlinie Vereinsheim Eigenanteil Bewilligung"  # of middle frequency; some posts have all four
TYPO = "Bewillgung"  # nothing has it; a word of FOUR is meant
LONG_THREAD = "Fragen und Antworten aus drei Jahren"  # a fortieth of all posts
WATCHED_THREAD = "Was alle Mitglieder wissen müssen"  # every member watches it
MEASURED_MEMBER = "mitglied@demo.example"
