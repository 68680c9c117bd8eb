"""Schools: registered, transferred, dated in the JEC model and counted."""
