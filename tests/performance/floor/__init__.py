"""The floor app: what any signed-in Django page costs at least.

Session, sign-in and CSRF, one indexed query, one template; on the site's database, server command and connection.
"""
