"""
How long a search takes beside slow addresses and half-sent bodies: `python -m` it with a folder.

Two servers of one collection are asked in turns, one of them with eight addresses that drip and
twelve bodies of 120 MB that have stopped; the clients are at rest while the other is asked.
"""
