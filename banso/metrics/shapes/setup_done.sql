-- The day the last set-up step was first seen in this tenure.
with tenures as (select distinct account, since from in_tenure('current')),
firsts as (
    select t.account, t.since, h.name, min(h.day) as first_day
    from tenures as t join hist as h on h.account = t.account and h.day >= t.since
    where h.name in (select unnest($names::varchar[]))
    group by all
),
done as (
    select account, since, max(first_day) as done_day
    from firsts group by all having count(*) = len($names::varchar[])
)
select b.account, b.day,
    case when b.zero >= b.covered_from and d.done_day <= b.day then d.done_day end as value
from in_tenure('current') as b
left join done as d on d.account = b.account and d.since = b.since
