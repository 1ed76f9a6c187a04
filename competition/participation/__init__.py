"""Participation reports (人次) and the rolling counter."""
