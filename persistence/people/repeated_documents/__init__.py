"""Records of one document: listed, and one of them taken over by the other."""
