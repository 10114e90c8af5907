"""Passing a petition on: pictures and badges with the live count, links of one's own, QR codes, a flyer."""
