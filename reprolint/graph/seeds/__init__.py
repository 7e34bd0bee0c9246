"""Which draws of a program nothing fixes, and which of them can matter: the questions behind all rules on seeds."""
