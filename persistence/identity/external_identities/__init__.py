"""Links to outside identities: made within a reach, and counting once their person confirmed."""
