-- One row a contract term of six months or longer that ended after $first and by $last.
select account, term_to, mrr_minor, renewed_minor, outcome
from {mrr_terms} where term_to > $first and term_to <= $last
