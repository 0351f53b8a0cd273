-- Tickets open at the end of the day and opened more than some days before.
select b.account, b.d, case when b.d >= b.tickets_from then count(t.account) end as value
from asked as b
left join tickets as t on t.account = b.account and t.opened < b.d - $days
    and (t.closed is null or t.closed > b.d) and ($severity is null or t.severity = $severity)
where b.tenure = 'current'
group by b.account, b.d, b.tickets_from
