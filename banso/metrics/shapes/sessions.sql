-- Sessions in the window: those of a day come in on it and go out when the window has passed it.
select m.n, d.account, greatest(d.d, t.stretch) as at, d.sessions as step
from asks as m
cross join sessions_of as d
join stretches as t on t.tenure = m.tenure and t.account = d.account and d.d between t.since and t.ends
where d.d + m.size > t.stretch
union all
select m.n, d.account, d.d + m.size as at, -d.sessions as step
from asks as m
cross join sessions_of as d
join stretches as t on t.tenure = m.tenure and t.account = d.account and d.d between t.since and t.ends
where d.d + m.size > t.stretch and d.d + m.size <= t.ends
