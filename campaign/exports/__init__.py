"""Lists that leave the house: streamed, guarded, and written down."""
