-- Sum of the values that events in the window carry, exact to six decimals; events without a value add nothing.
with counted as (
    select account, day, sum(total) as total
    from seen
    where name in (select unnest($names::varchar[])) and day > $first::date - $window::int
    group by account, day
)
select b.account, b.day,
    case when greatest(b.day - ($window::int - 1), b.zero) >= b.covered_from
        then coalesce(sum(c.total), 0)::double end as value
from in_tenure($tenure) as b
left join counted as c
    on c.account = b.account and c.day between greatest(b.since, b.day - ($window::int - 1)) and b.day
group by b.account, b.day, b.zero, b.covered_from
