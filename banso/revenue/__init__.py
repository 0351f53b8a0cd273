"""What customers pay for: products, plans, contract lines, and the life that follows from them."""
