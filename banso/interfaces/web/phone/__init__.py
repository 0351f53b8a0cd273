"""On the way: Banso as an app on the phone, and a note in three taps that no weak line can lose."""
