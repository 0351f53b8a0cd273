-- The mean amount of moments in the window: 1048576 times their sum, and one for each.
select m.n, k.account, greatest(k.at, t.stretch) as at, 1048576 * k.amount + 1 as step
from asks as m
join moments as k on k.what = m.what and (m.tag is null or k.tag = m.tag)
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.at between t.since and t.ends
where k.at + m.size > t.stretch and k.amount is not null
union all
select m.n, k.account, k.at + m.size as at, -1048576 * k.amount - 1 as step
from asks as m
join moments as k on k.what = m.what and (m.tag is null or k.tag = m.tag)
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.at between t.since and t.ends
where k.at + m.size > t.stretch and k.at + m.size <= t.ends and k.amount is not null
