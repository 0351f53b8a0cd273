-- Days since the last day with such an event in this tenure; the days since then must be covered.
with days as (
    select account, day from hist_days where pick = $pick::bigint
),
found as (
    select b.*, d.day as last_day
    from in_tenure($tenure) as b
    asof left join days as d on d.account = b.account and b.day >= d.day
)
select account, day,
    case when last_day >= since and greatest(last_day, zero) >= covered_from
        then (day - last_day)::bigint end as value
from found
