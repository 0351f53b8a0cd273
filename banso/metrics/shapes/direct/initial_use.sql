-- Users with such an event in the first days, as a share of the seats on the day after them.
select b.account, b.d, least(cast(count(u.account) as double) / s.seats, 1) as value
from asked as b
join seats_then as s on s.account = b.account and s.zero = b.zero and s.days = $days
left join (
    select distinct b.account, b.zero, e.source, e.user_key
    from asked as b
    join raw as e on e.account = b.account and e.d between b.zero and b.zero + $days - 1
    where b.tenure = 'current' and e.user_key is not null
        and e.name in (select name from picks where pick = $pick)
) as u on u.account = b.account and u.zero = b.zero
where b.tenure = 'current' and s.seats > 0 and b.d >= b.zero + $days
group by b.account, b.d, s.seats
