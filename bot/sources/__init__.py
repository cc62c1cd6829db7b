"""Which feeds there are: the operator's choices over the catalogue, and feeds found from pages."""
