"""Who somebody is by the municipality's own identity provider (OpenID Connect), and what that means here."""
