"""Finding records of one company among many: normal forms, evidence, score. Pure."""
