"""News, resources, lessons, partners, events and free pages: what a campaign has to say beside its petition."""
