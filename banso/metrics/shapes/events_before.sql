-- Events of the window before the last one: each comes in a window late and goes out another later.
select m.n, d.account, greatest(d.d + m.size, t.stretch) as at, d.n as step
from asks as m
join pick_days as d on d.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = d.account and d.d between t.since and t.ends
where d.d + m.size <= t.ends and d.d + 2 * m.size > t.stretch
union all
select m.n, d.account, d.d + 2 * m.size as at, -d.n as step
from asks as m
join pick_days as d on d.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = d.account and d.d between t.since and t.ends
where d.d + 2 * m.size > t.stretch
    and d.d + 2 * m.size <= t.ends
