"""The paper itself: fonts with fallback, and the PDF drawing of certificates and lists."""
