"""Conversations that were held elsewhere."""
