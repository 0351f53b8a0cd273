-- Distinct users of the window before the last one: one comes in and goes out a window later than
-- in the number of the last window.
select s.account, greatest(s.d + $window, t.stretch) as at, 1 as step
from pick_users as s
join stretches as t on t.account = s.account and s.d between t.since and t.ends
where s.pick = $pick and t.tenure = $tenure and s.d + $window <= t.ends and s.d + 2 * $window > t.stretch
    and (s.previous is null or s.previous < t.since
        or s.previous + 2 * $window <= greatest(s.d + $window, t.stretch))
union all
select s.account, s.d + 2 * $window as at, -1 as step
from pick_users as s
join stretches as t on t.account = s.account and s.d between t.since and t.ends
where s.pick = $pick and t.tenure = $tenure and s.d + 2 * $window > t.stretch
    and s.d + 2 * $window <= t.ends and (s.next is null or s.next >= s.d + $window)
