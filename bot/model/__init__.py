"""The words of this project as frozen dataclasses, a file per word."""
