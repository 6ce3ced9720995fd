"""Words that stand in every text and tell nothing, as they are typed in lower case (ß is ss).

English »not« is missing on purpose: in German it is a noun.
"""

_GERMAN = """
aber als also am an auch auf aus bei beim bin bis bist da dabei damit dann das dass dem den denn der deren des dessen
die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa etwas euch
euer eure fuer für gegen gewesen hab habe haben hat hatte hatten hier ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres
im in ins ist ja je jede jedem jeden jeder jedes jetzt kann kein keine keinem keinen keiner koennen können man mehr
mein meine meinem meinen meiner mich mir mit muss nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine
seinem seinen seiner seit sich sie sind so soll sollen sollte sondern sonst ueber um und uns unser unsere unserem
unseren unserer unter viel vom von vor wann war waren warum was weil welche welchem welchen welcher welches wenn wer
werden wie wieder will wir wird wo wollen worden wurde wurden zu zum zur zwar zwischen über
"""
_ENGLISH = """
a about after all also am an and any are as at be because been before being between both but by can could did do does
doing for from had has have having he her here him his how i if in into is it its just me more my no nor of off on
once only or other our out over own she should so some such than that the their them then there these they this those
through to too under until up very was we were what when where which while who whom why will with would you your
"""

STOP_WORDS = {"de": frozenset(_GERMAN.split()), "en": frozenset(_ENGLISH.split())}
