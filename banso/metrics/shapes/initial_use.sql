-- Users with such an event in the first days, as a share of the seats on the day after them.
with counted as (
    select account, zero, count(*) as n
    from (
        select distinct account, zero, source, user_key
        from early
        where user_key is not null and name in (select unnest($names::varchar[]))
            and day < zero + $days::int
    )
    group by all
)
select b.account, b.day,
    case when s.covered and s.seats > 0 and b.day >= b.zero + $days::int
        then least(coalesce(c.n, 0)::double / s.seats, 1) end as value
from in_tenure('current') as b
left join beginnings as s on s.account = b.account and s.zero = b.zero and s.days = $days::int
left join counted as c on c.account = b.account and c.zero = b.zero
