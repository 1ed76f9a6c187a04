"""The proof of a certificate: its public page, by number and token or by QR code."""
