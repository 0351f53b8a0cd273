"""Mail that this workspace sends to the people who use it: through which server, and to whom."""
