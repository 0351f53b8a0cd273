-- Distinct set-up steps seen in this tenure, as a share of the catalogue's.
with tenures as (select distinct account, since from in_tenure('current')),
firsts as (
    select t.account, t.since, h.name, min(h.day) as first_day
    from tenures as t join hist as h on h.account = t.account and h.day >= t.since
    where h.name in (select unnest($names::varchar[]))
    group by all
),
done as (
    select b.account, b.day, count(*) as n
    from in_tenure('current') as b
    join firsts as f on f.account = b.account and f.since = b.since and f.first_day <= b.day
    group by all
)
select b.account, b.day,
    case when b.zero >= b.covered_from
        then coalesce(d.n, 0)::double / len($names::varchar[]) end as value
from in_tenure('current') as b
left join done as d on d.account = b.account and d.day = b.day
