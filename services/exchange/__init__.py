"""What comes in and goes out: events, sheets, calendars, mail, health."""
