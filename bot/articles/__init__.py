"""From an untrusted entry to an article: clean, identify, classify, tell new from known. Pure."""
