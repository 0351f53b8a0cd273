-- The last day with such an event in this tenure, up to the day: the newest before the rows begin,
-- and each that comes while they last.
select m.n, h.account, t.stretch as at, max(h.d) as step
from asks as m
join hist_days as h on h.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = h.account and h.d between t.since and t.stretch
group by m.n, h.account, t.stretch
union all
select m.n, h.account, h.d as at, h.d as step
from asks as m
join hist_days as h on h.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = h.account and h.d > t.stretch and h.d between t.since and t.ends
