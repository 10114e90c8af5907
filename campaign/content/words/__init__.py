"""The words of pages at the desk: writing, preview, revisions."""
