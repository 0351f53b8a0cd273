-- Tickets opened in the window, in this tenure.
select m.n, k.account, greatest(k.opened, t.stretch) as at, 1 as step
from asks as m
cross join tickets as k
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.opened between t.since and t.ends
where k.opened + m.size > t.stretch
    and (m.severity is null or k.severity = m.severity)
union all
select m.n, k.account, k.opened + m.size as at, -1 as step
from asks as m
cross join tickets as k
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.opened between t.since and t.ends
where k.opened + m.size > t.stretch and k.opened + m.size <= t.ends
    and (m.severity is null or k.severity = m.severity)
