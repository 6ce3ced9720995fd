"""From hits to what the page shows: one module per app, each with the rights of this viewer asked again."""
