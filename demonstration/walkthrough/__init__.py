"""`jec demo`: the main job from end to end, as an ordinary client of a running service."""
