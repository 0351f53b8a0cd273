-- Tickets opened in the window, in this tenure.
select k.account, greatest(k.opened, t.stretch) as at, 1 as step
from tickets as k
join stretches as t on t.account = k.account and k.opened between t.since and t.ends
where t.tenure = 'current' and k.opened + $window > t.stretch
    and ($severity is null or k.severity = $severity)
union all
select k.account, k.opened + $window as at, -1 as step
from tickets as k
join stretches as t on t.account = k.account and k.opened between t.since and t.ends
where t.tenure = 'current' and k.opened + $window > t.stretch and k.opened + $window <= t.ends
    and ($severity is null or k.severity = $severity)
