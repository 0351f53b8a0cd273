-- Tickets opened by the end of the day and not closed by then.
select m.n, k.account, greatest(k.opened, t.stretch) as at, 1 as step
from asks as m
cross join tickets as k
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.opened <= t.ends
where (k.closed is null or k.closed > greatest(k.opened, t.stretch))
    and (m.severity is null or k.severity = m.severity)
union all
select m.n, k.account, k.closed as at, -1 as step
from asks as m
cross join tickets as k
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.opened <= t.ends
where k.closed > greatest(k.opened, t.stretch) and k.closed <= t.ends
    and (m.severity is null or k.severity = m.severity)
