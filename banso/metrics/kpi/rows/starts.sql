-- One row an account whose first 90 days ended after $first and by $last.
with gone as (
    select account, min(day) as left_on from {mrr_movements} where class = 'churn' group by account
)
select a.account, a.first_on, coalesce(g.left_on <= a.first_on + 90, false) as early
from {mrr_accounts} as a left join gone as g on g.account = a.account
where a.first_on + 90 > $first and a.first_on + 90 <= $last
