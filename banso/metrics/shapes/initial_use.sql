-- Users with such an event in the first days, as a share of the seats on the day after them.
with counted as (
    select account, zero, count(*) as n
    from (
        select distinct account, zero, source, user_key
        from early
        where pick = $pick and d < zero + $days
    ) as once
    group by account, zero
)
select b.account, b.d,
    least(cast(coalesce(c.n, 0) as double) / s.seats, 1) as value
from asked as b
join beginnings as s on s.account = b.account and s.zero = b.zero and s.days = $days
left join counted as c on c.account = b.account and c.zero = b.zero
where b.tenure = 'current' and s.covered and s.seats > 0 and b.d >= b.zero + $days
