-- Events in the window that ends with the day.
with counted as (
    select account, day, sum(n) as n
    from seen
    where name in (select unnest($names::varchar[])) and day > $first::date - $window::int
    group by account, day
)
select b.account, b.day,
    case when greatest(b.day - ($window::int - 1), b.zero) >= b.covered_from
        then coalesce(sum(c.n), 0)::bigint end as value
from in_tenure($tenure) as b
left join counted as c
    on c.account = b.account and c.day between greatest(b.since, b.day - ($window::int - 1)) and b.day
group by b.account, b.day, b.zero, b.covered_from
