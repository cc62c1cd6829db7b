"""What a channel may ask for and gets; the permissions that this needs."""
