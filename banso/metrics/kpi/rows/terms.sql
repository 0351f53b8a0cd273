-- One row a contract term of six months or longer that ended after $first and by $last.
select * from k_terms_due
