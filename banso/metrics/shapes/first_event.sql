-- The first day of this tenure with such an event.
select h.account, greatest(min(h.d), t.stretch) as at, min(h.d) as step
from hist_days as h
join stretches as t on t.account = h.account and h.d between t.since and t.ends
where h.pick = $pick and t.tenure = $tenure
group by h.account, t.stretch
