"""Keeping whom and what a post mentions."""

from forum.bodies import Body
from forum.mentions import mentioned_people
from forum.models import AffiliationMention, Post, PostMention


def keep_mentions(post: Post, body: Body) -> None:
    """Writes the mentions of a new post. One statement each for people and bodies, where there are any."""
    if body.mentioned:
        PostMention.objects.bulk_create(PostMention(post=post, user_id=pk) for pk in body.mentioned)
    if body.bodies:
        AffiliationMention.objects.bulk_create(AffiliationMention(post=post, affiliation_id=pk) for pk in body.bodies)


def change_mentions(post: Post, body: Body) -> tuple[list[int], list[int]]:
    """Makes the stored mentions those of the body; gives the ids of people newly mentioned, and of those no longer."""
    before = mentioned_people(post)
    people = set(post.mentions.values_list("user", flat=True))
    bodies = set(post.affiliation_mentions.values_list("affiliation", flat=True))
    post.mentions.filter(user__in=people - set(body.mentioned)).delete()
    post.affiliation_mentions.filter(affiliation__in=bodies - set(body.bodies)).delete()
    PostMention.objects.bulk_create(PostMention(post=post, user_id=pk) for pk in sorted(set(body.mentioned) - people))
    AffiliationMention.objects.bulk_create(
        AffiliationMention(post=post, affiliation_id=pk) for pk in sorted(set(body.bodies) - bodies)
    )
    after = mentioned_people(post)
    return sorted(after - before), sorted(before - after)
