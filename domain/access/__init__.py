"""Who may do what, where (F25-F65, role table of the mission). Pure: no tokens, no SQL.

Effective right = the token's scope AND a role that carries it AND a place inside that
appointment's subtree. It is computed per scope, never as a union over the person: someone who is
CP in one school and director of another approves only in the second.
"""
