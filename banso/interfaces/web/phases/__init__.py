"""The phase report: what each phase is for, who reached its goal, who came and went; made to be printed."""
