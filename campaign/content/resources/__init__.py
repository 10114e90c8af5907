"""Resources: files and links with their versions, languages, licence and citation, and what replaces what."""
