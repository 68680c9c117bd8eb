"""Who somebody is: sign-in, sessions, second factors, enrolments, clients, access lent a while."""
