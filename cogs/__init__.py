"""Commands and controls, thin: parse arguments, call one service, render."""
