"""Who people and machines are, how they prove it, and what they may: all that identity keeps."""
