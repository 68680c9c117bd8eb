"""Which figures about teachers may be told, so that nobody is found by subtracting (house rule of
five; Ley 29733, arts. 6 and 8: purpose and proportionality).

Teachers are put into *blocks*, once for the whole tree, and a figure of a place may be told only
when the place is made of whole blocks. Whatever sums and differences somebody makes of such figures
weigh each block as one, so they never speak of less than a block; and a block is *sound*: it holds
no class of fewer than five teachers, not even for somebody who knows one school of it, or one UGEL,
person by person (a director, a specialist).

Nor in time: where the figures of an earlier cut were told, the blocks of the next one are such that
no difference of the two speaks of fewer than five, even to somebody who takes it that whoever is in
both did not change (`domain.reporting.disclosure.in_time`).
"""
