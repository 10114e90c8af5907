"""An umbrella's members: named in its list, each asked by a letter of its own, and seen by nobody before it assents."""
