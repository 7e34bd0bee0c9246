"""What `reprolint init` needs: a look at the project, and the texts that suit it, added without losing a byte."""
