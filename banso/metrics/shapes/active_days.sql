-- Distinct days with such an event in the window.
with active as (
    select distinct account, day
    from seen
    where name in (select unnest($names::varchar[])) and day > $first::date - $window::int
)
select b.account, b.day,
    case when greatest(b.day - ($window::int - 1), b.zero) >= b.covered_from
        then count(a.day)::bigint end as value
from in_tenure($tenure) as b
left join active as a
    on a.account = b.account and a.day between greatest(b.since, b.day - ($window::int - 1)) and b.day
group by b.account, b.day, b.zero, b.covered_from
