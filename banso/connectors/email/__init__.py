"""Mail that came in: files dropped and a mailbox folder, matched to contacts."""
