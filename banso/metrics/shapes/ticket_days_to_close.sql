-- Days from opening to closing of the tickets closed in the window, in this tenure: 1048576 times
-- their sum, and one for each, in one number.
select k.account, greatest(k.closed, t.stretch) as at, 1048576 * cast(greatest(k.closed - k.opened, 0) as bigint) + 1 as step
from tickets as k
join stretches as t on t.account = k.account and k.closed between t.since and t.ends
where t.tenure = 'current' and k.closed + $window > t.stretch
    and ($severity is null or k.severity = $severity)
union all
select k.account, k.closed + $window as at, -1048576 * cast(greatest(k.closed - k.opened, 0) as bigint) - 1 as step
from tickets as k
join stretches as t on t.account = k.account and k.closed between t.since and t.ends
where t.tenure = 'current' and k.closed + $window > t.stretch and k.closed + $window <= t.ends
    and ($severity is null or k.severity = $severity)
