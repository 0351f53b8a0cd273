-- One row a tenure whose day zero lies after $first and not after $last, as last seen by $last.
with said as (
    select account, lane, day, day - tenure_days::int as zero, tenure_days, {ttv_days} as ttv_days,
        {initial_use_rate} as initial_use_rate
    from {metric_days}
    where day > $first and day <= $last and tenure_days >= 0
)
select account, lane, zero, max(tenure_days) as days_seen, max(ttv_days) as ttv_days,
    max_by(initial_use_rate, day) as initial_use_rate, zero >= $used_from as watched
from said
where zero > $first
group by account, lane, zero
