-- Events of the window before the last one: each comes in a window late and goes out another later.
select d.account, greatest(d.d + $window, t.stretch) as at, d.n as step
from pick_days as d
join stretches as t on t.account = d.account and d.d between t.since and t.ends
where d.pick = $pick and t.tenure = $tenure and d.d + $window <= t.ends and d.d + 2 * $window > t.stretch
union all
select d.account, d.d + 2 * $window as at, -d.n as step
from pick_days as d
join stretches as t on t.account = d.account and d.d between t.since and t.ends
where d.pick = $pick and t.tenure = $tenure and d.d + 2 * $window > t.stretch
    and d.d + 2 * $window <= t.ends
