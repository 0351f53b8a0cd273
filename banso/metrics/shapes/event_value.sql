-- Sum of the values that events in the window carry, in millionths: each comes in on its day and
-- goes out when the window has passed it. Events without a value add nothing.
select m.n, d.account, greatest(d.d, t.stretch) as at, d.total as step
from asks as m
join pick_days as d on d.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = d.account and d.d between t.since and t.ends
where d.total is not null and d.d + m.size > t.stretch
union all
select m.n, d.account, d.d + m.size as at, -d.total as step
from asks as m
join pick_days as d on d.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = d.account and d.d between t.since and t.ends
where d.total is not null and d.d + m.size > t.stretch and d.d + m.size <= t.ends
