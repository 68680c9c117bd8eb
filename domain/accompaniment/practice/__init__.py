"""What accompaniment comes to in figures: shares, the director's levels, what is told of whom."""
