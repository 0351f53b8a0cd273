-- Tickets closed in the window, in this tenure.
select b.account, b.d,
    case when greatest(b.d - $window + 1, b.zero) >= b.tickets_from then count(t.account) end as value
from asked as b
left join tickets as t on t.account = b.account
    and t.closed between greatest(b.since, b.d - $window + 1) and b.d
    and ($severity is null or t.severity = $severity)
where b.tenure = 'current'
group by b.account, b.d, b.zero, b.tickets_from
