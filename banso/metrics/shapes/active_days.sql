-- Distinct days with such an event in the window: each comes in as it is and goes out when the
-- window has passed it.
select m.n, d.account, greatest(d.d, t.stretch) as at, 1 as step
from asks as m
join pick_days as d on d.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = d.account and d.d between t.since and t.ends
where d.d + m.size > t.stretch
union all
select m.n, d.account, d.d + m.size as at, -1 as step
from asks as m
join pick_days as d on d.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = d.account and d.d between t.since and t.ends
where d.d + m.size > t.stretch and d.d + m.size <= t.ends
