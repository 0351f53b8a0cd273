-- Complete weeks (Monday to Sunday), backwards from the last one that is over, without a break.
-- A good week's place in its unbroken row is the number of good weeks that end with it. Weeks are
-- counted from the Monday that is day -719162.
with good as (
    select t.account, t.stretch, cast(h.d + 719162 as integer) // 7 as week
    from hist_days as h
    join stretches as t on t.account = h.account and h.d between t.since and t.ends
    where h.pick = $pick and t.tenure = $tenure
    group by t.account, t.stretch, cast(h.d + 719162 as integer) // 7
    having count(*) >= $days
),
numbered as (
    select account, stretch, week,
        week - row_number() over (partition by account, stretch order by week) as island
    from good
),
runs as (
    select account, stretch, week,
        row_number() over (partition by account, stretch, island order by week) as n
    from numbered
),
over_by as (
    select account, d, stretch, zero, covered_from, cast(d + 719163 as integer) // 7 - 1 as week
    from asked where tenure = $tenure
)
select a.account, a.d,
    case when greatest(a.week * 7 - 719162, a.zero) >= a.covered_from
        then coalesce(r.n, 0) end as value
from over_by as a
left join runs as r on r.account = a.account and r.stretch = a.stretch and r.week = a.week
