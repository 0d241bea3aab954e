"""Pages of people, posts, tokens, the audit trail and one's own page."""
