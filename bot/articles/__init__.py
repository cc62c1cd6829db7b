"""Turns an untrusted entry into an article: cleans, identifies, classifies, finds news. Pure."""
