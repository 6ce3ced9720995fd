"""What authors of the demo added to their posts later: a table, a municipality to ask, a picture in the text."""

from datetime import timedelta

from forum.bodies import render_body
from forum.models import Affiliation, AffiliationMention, AttachmentUse, Post, PostRevision
from kit import richtext

from .world import World

LATER = timedelta(days=2)
COSTS = (
    ("", "im ersten Jahr", "danach je Jahr"),
    ("Einrichtung", "31.000 Euro", "–"),
    ("Betrieb für alle neun Gemeinden", "9.800 Euro", "9.800 Euro"),
    ("davon eine Gemeinde mit 12.000 Menschen", "etwa 700 Euro", "etwa 700 Euro"),
)
COSTS_OF = "umgelegt nach Einwohnerzahl. Eine Gemeinde mit 12.000 Menschen zahlt etwa 700 Euro."
PLAN_OF = "Wir arbeiten mit einem einzigen Treffpunkt, dem Schulzentrum auf der Höhe"
PLAN = "Lageplan: Der Treffpunkt liegt östlich des Schulzentrums, an der Kreuzung der beiden Zufahrtsstraßen."


def seed_additions(world: World) -> None:
    """Changes two posts, each with the version it had before; after the files, one of which goes into the text."""
    costs, plan = (Post.objects.select_related("author").get(text__contains=words) for words in (COSTS_OF, PLAN_OF))
    neighbour = Affiliation.objects.exclude(pk=costs.affiliation_id or 0).filter(posts__thread=costs.thread_id)
    to_ask = neighbour.order_by("pk").first()
    assert to_ask
    asks = f'<p>Wie es aus Sicht einer Gemeinde läuft, weiß <span data-body="{to_ask.pk}">@{to_ask.label}</span>.</p>'
    _add(world, costs, f"<p>Noch einmal als Übersicht, weil einige danach gefragt haben:</p>{_table(COSTS)}{asks}")
    AffiliationMention.objects.create(post=costs, affiliation=to_ask)
    file = plan.files.get()
    AttachmentUse.objects.filter(pk=file.pk).update(is_inline=True)
    _add(world, plan, f'<p>So sieht es aus:</p><img data-file="{file.attachment_id}" alt="{PLAN}">')


def _add(world: World, post: Post, html: str) -> None:
    """The addition, and the version before it."""
    post.edited_at = min(post.created_at + LATER, world.now)
    PostRevision.objects.create(
        post=post,
        number=1,
        editor=post.author,
        created_at=post.edited_at,
        reason="Ergänzt",
        source=post.source,
        text=post.text,
    )
    post.source = richtext.clean(post.source + html)
    post.html, post.text = render_body(post.source), richtext.to_text(post.source)
    post.edit_count = 1
    post.save(update_fields=["source", "html", "text", "edited_at", "edit_count"])


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head, *others = rows
    lines = [f"<tr>{''.join(f'<th><p>{cell}</p></th>' for cell in head)}</tr>"]
    lines += [
        f"<tr><th><p>{name}</p></th>{''.join(f'<td><p>{cell}</p></td>' for cell in cells)}</tr>"
        for name, *cells in others
    ]
    return f"<table><tbody>{''.join(lines)}</tbody></table>"
