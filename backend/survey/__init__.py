"""How a visit was: who is asked, what is counted without anybody's name, and what may be shown of it."""
