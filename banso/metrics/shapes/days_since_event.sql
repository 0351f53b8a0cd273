-- The last day with such an event in this tenure, up to the day: the newest before the rows begin,
-- and each that comes while they last.
select h.account, t.stretch as at, max(h.d) as step
from hist_days as h
join stretches as t on t.account = h.account and h.d between t.since and t.stretch
where h.pick = $pick and t.tenure = $tenure
group by h.account, t.stretch
union all
select h.account, h.d as at, h.d as step
from hist_days as h
join stretches as t on t.account = h.account and h.d > t.stretch and h.d between t.since and t.ends
where h.pick = $pick and t.tenure = $tenure
