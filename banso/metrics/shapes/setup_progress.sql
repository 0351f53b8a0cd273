-- Distinct set-up steps seen in this tenure: each comes in on the first day it was seen.
select h.account, greatest(min(h.d), t.stretch) as at, 1 as step
from hist_names as h
join stretches as t on t.account = h.account and h.d between t.since and t.ends
where h.pick = $pick and t.tenure = 'current'
group by h.account, t.stretch, h.name
