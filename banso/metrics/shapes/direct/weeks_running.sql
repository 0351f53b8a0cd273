-- Complete weeks (Monday to Sunday), backwards from the last one that is over, without a break:
-- the weeks with enough days that have no week without in between. Weeks are counted from the
-- Monday that is day -719162.
with week_of as (
    select account, d, since, zero, covered_from, cast(d + 719163 as integer) // 7 - 1 as week
    from asked where tenure = $tenure
),
good as (
    select b.account, b.d, b.week, cast(e.d + 719162 as integer) // 7 as seen
    from week_of as b
    join raw as e on e.account = b.account and e.d between b.since and b.d
    where e.name in (select name from picks where pick = $pick)
    group by b.account, b.d, b.week, cast(e.d + 719162 as integer) // 7
    having count(distinct e.d) >= $days
),
placed as (
    select account, d, week - seen as ago,
        row_number() over (partition by account, d order by seen desc) - 1 as place
    from good where seen <= week
)
select b.account, b.d,
    case when greatest(b.week * 7 - 719162, b.zero) >= b.covered_from then count(p.account) end as value
from week_of as b
left join placed as p on p.account = b.account and p.d = b.d and p.ago = p.place
group by b.account, b.d, b.week, b.zero, b.covered_from
