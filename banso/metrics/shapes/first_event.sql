-- The first day of this tenure with such an event.
select m.n, h.account, greatest(min(h.d), t.stretch) as at, min(h.d) as step
from asks as m
join hist_days as h on h.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = h.account and h.d between t.since and t.ends
group by m.n, h.account, t.stretch
