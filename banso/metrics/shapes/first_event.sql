-- The first day of this tenure with such an event.
with tenures as (select distinct account, since from in_tenure($tenure)),
firsts as (
    select t.account, t.since, min(h.day) as first_day
    from tenures as t join hist as h on h.account = t.account and h.day >= t.since
    where h.name in (select unnest($names::varchar[]))
    group by all
)
select b.account, b.day,
    case when b.zero >= b.covered_from and f.first_day <= b.day then f.first_day end as value
from in_tenure($tenure) as b
left join firsts as f on f.account = b.account and f.since = b.since
