-- Seconds of the sessions in the window: those of a day come in on it and go out when the window has passed it.
select d.account, greatest(d.d, t.stretch) as at, d.seconds as step
from sessions_of as d
join stretches as t on t.account = d.account and d.d between t.since and t.ends
where t.tenure = $tenure and d.d + $window > t.stretch
union all
select d.account, d.d + $window as at, -d.seconds as step
from sessions_of as d
join stretches as t on t.account = d.account and d.d between t.since and t.ends
where t.tenure = $tenure and d.d + $window > t.stretch and d.d + $window <= t.ends
