"""From the bytes of somebody's file to rows of text. Nothing here knows the site, its database or who asks."""
