-- Distinct days with such an event in the window: each comes in as it is and goes out when the
-- window has passed it.
select d.account, greatest(d.d, t.stretch) as at, 1 as step
from pick_days as d
join stretches as t on t.account = d.account and d.d between t.since and t.ends
where d.pick = $pick and t.tenure = $tenure and d.d + $window > t.stretch
union all
select d.account, d.d + $window as at, -1 as step
from pick_days as d
join stretches as t on t.account = d.account and d.d between t.since and t.ends
where d.pick = $pick and t.tenure = $tenure and d.d + $window > t.stretch and d.d + $window <= t.ends
