"""What a member asks, understood and answered from the index."""
