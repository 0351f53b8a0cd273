"""Who the customers are: accounts and their keys, contacts, product users, dated fields, tickets."""
