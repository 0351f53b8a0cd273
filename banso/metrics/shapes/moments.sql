-- Moments of one kind in the window, in this tenure.
select m.n, k.account, greatest(k.at, t.stretch) as at, 1 as step
from asks as m
join moments as k on k.what = m.what and (m.tag is null or k.tag = m.tag)
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.at between t.since and t.ends
where k.at + m.size > t.stretch
union all
select m.n, k.account, k.at + m.size as at, -1 as step
from asks as m
join moments as k on k.what = m.what and (m.tag is null or k.tag = m.tag)
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.at between t.since and t.ends
where k.at + m.size > t.stretch and k.at + m.size <= t.ends
