"""What customers said and did with us, each at a moment: answers, voices, touchpoints, group sessions, incidents, plays."""
