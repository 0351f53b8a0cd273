-- The day of the last moment of one kind in this tenure, up to the day.
select m.n, k.account, greatest(k.at, t.stretch) as at, k.at as step
from asks as m
join moments as k on k.what = m.what and (m.tag is null or k.tag = m.tag)
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.at between t.since and t.ends
