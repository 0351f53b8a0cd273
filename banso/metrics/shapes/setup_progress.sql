-- Distinct set-up steps seen in this tenure: each comes in on the first day it was seen.
select m.n, h.account, greatest(min(h.d), t.stretch) as at, 1 as step
from asks as m
join hist_names as h on h.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = h.account and h.d between t.since and t.ends
group by m.n, h.account, t.stretch, h.name
