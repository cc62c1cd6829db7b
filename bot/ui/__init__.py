"""What Discord shows: cards, pages, buttons, errors as sentences. Renders, and sends nothing."""
