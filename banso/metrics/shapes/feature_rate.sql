-- Entitled features with such an event in the window: one comes in where it was not in the window
-- the day before, and goes out when the window has passed the last day it was seen.
select m.n, s.account, greatest(s.d, t.stretch) as at, 1 as step
from asks as m
join pick_features as s on s.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = s.account and s.d between t.since and t.ends
left join entitled as e on e.entitlement = t.entitlement and e.feature = s.feature
where s.d + m.size > t.stretch
    and (t.entitlement is null or e.feature is not null)
    and (s.previous is null or s.previous < t.since
        or s.previous + m.size <= greatest(s.d, t.stretch))
union all
select m.n, s.account, s.d + m.size as at, -1 as step
from asks as m
join pick_features as s on s.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = s.account and s.d between t.since and t.ends
left join entitled as e on e.entitlement = t.entitlement and e.feature = s.feature
where s.d + m.size > t.stretch
    and (t.entitlement is null or e.feature is not null)
    and s.d + m.size <= t.ends and (s.next is null or s.next >= s.d + m.size)
