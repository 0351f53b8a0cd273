-- Age of the oldest ticket open at the end of the day.
select b.account, b.d, b.d - min(t.opened) as value
from asked as b
join tickets as t on t.account = b.account and t.opened <= b.d and (t.closed is null or t.closed > b.d)
where b.tenure = 'current' and b.d >= b.tickets_from and ($severity is null or t.severity = $severity)
group by b.account, b.d
