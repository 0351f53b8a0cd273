-- Days from opening to closing of the tickets closed in the window, in this tenure: 1048576 times
-- their sum, and one for each, in one number.
select m.n, k.account, greatest(k.closed, t.stretch) as at, 1048576 * cast(greatest(k.closed - k.opened, 0) as bigint) + 1 as step
from asks as m
cross join tickets as k
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.closed between t.since and t.ends
where k.closed + m.size > t.stretch
    and (m.severity is null or k.severity = m.severity)
union all
select m.n, k.account, k.closed + m.size as at, -1048576 * cast(greatest(k.closed - k.opened, 0) as bigint) - 1 as step
from asks as m
cross join tickets as k
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.closed between t.since and t.ends
where k.closed + m.size > t.stretch and k.closed + m.size <= t.ends
    and (m.severity is null or k.severity = m.severity)
