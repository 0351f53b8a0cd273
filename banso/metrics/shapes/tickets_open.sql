-- Tickets opened by the end of the day and not closed by then.
select k.account, greatest(k.opened, t.stretch) as at, 1 as step
from tickets as k join stretches as t on t.account = k.account and k.opened <= t.ends
where t.tenure = 'current' and (k.closed is null or k.closed > greatest(k.opened, t.stretch))
    and ($severity is null or k.severity = $severity)
union all
select k.account, k.closed as at, -1 as step
from tickets as k join stretches as t on t.account = k.account and k.opened <= t.ends
where t.tenure = 'current' and k.closed > greatest(k.opened, t.stretch) and k.closed <= t.ends
    and ($severity is null or k.severity = $severity)
