-- Entitled features with such an event in the window: one comes in where it was not in the window
-- the day before, and goes out when the window has passed the last day it was seen.
select s.account, greatest(s.d, t.stretch) as at, 1 as step
from pick_features as s
join stretches as t on t.account = s.account and s.d between t.since and t.ends
left join entitled as e on e.entitlement = t.entitlement and e.feature = s.feature
where s.pick = $pick and t.tenure = $tenure and s.d + $window > t.stretch
    and (t.entitlement is null or e.feature is not null)
    and (s.previous is null or s.previous < t.since
        or s.previous + $window <= greatest(s.d, t.stretch))
union all
select s.account, s.d + $window as at, -1 as step
from pick_features as s
join stretches as t on t.account = s.account and s.d between t.since and t.ends
left join entitled as e on e.entitlement = t.entitlement and e.feature = s.feature
where s.pick = $pick and t.tenure = $tenure and s.d + $window > t.stretch
    and (t.entitlement is null or e.feature is not null)
    and s.d + $window <= t.ends and (s.next is null or s.next >= s.d + $window)
