"""Which days this workspace works: weekends, public holidays, days of the company's own."""
