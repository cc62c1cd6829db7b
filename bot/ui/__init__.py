"""Everything that Discord shows: cards, pages, buttons, sentences, and the messenger that sends."""
