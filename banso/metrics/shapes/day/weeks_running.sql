-- Complete weeks (Monday to Sunday) back from the last one that is over: counted back, the good week in
-- the n-th place is the n-th week while the row is unbroken.
with good as (
    select account, week, row_number() over (partition by account order by week desc) as place
    from weeks
    where pick = $pick and tenure = $tenure and n >= $days
),
runs as (
    select account, count(*) as n
    from good where week = cast($last + 719163 as integer) // 7 - place
    group by account
)
select a.account, a.d,
    case when greatest((cast($last + 719163 as integer) // 7 - 1) * 7 - 719162, a.zero) >= a.covered_from
        then coalesce(r.n, 0) end as value
from asked as a left join runs as r on r.account = a.account
where a.tenure = $tenure
