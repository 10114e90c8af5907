"""Weekly letters about one sponsor, to those who asked and confirmed."""
