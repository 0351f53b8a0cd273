-- Complete weeks (Monday to Sunday), backwards from the last one that is over, without a break.
-- A good week's place in its unbroken row is the number of good weeks that end with it.
with tenures as (select distinct account, since from in_tenure($tenure)),
days as (
    select account, day from hist_days where pick = $pick::bigint
),
good as (
    select t.account, t.since, date_trunc('week', d.day)::date as week
    from tenures as t join days as d on d.account = t.account and d.day >= t.since
    group by all having count(*) >= $days::int
),
numbered as (
    select account, since, week,
        week - (7 * row_number() over (partition by account, since order by week))::int as island
    from good
),
runs as (
    select account, since, week,
        row_number() over (partition by account, since, island order by week) as n
    from numbered
),
asked as (
    select account, day, since, zero, covered_from,
        date_trunc('week', day + 1)::date - 7 as week
    from in_tenure($tenure)
)
select a.account, a.day,
    case when greatest(a.week, a.zero) >= a.covered_from then coalesce(r.n, 0)::bigint end as value
from asked as a
left join runs as r on r.account = a.account and r.since = a.since and r.week = a.week
