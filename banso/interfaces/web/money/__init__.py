"""Money: the ledger of MRR as a waterfall that balances, its movements, and what was said anew."""
