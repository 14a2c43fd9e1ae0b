"""From passages to claims without a model: clauses and connectives of English and Chinese, as data."""
