-- The last moment with an amount in this tenure, up to the day: day, minute and amount in one number.
select m.n, k.account, greatest(k.at, t.stretch) as at,
    (cast(k.at as bigint) * 1440 + k.minute) * 16777216 + k.amount as step
from asks as m
join moments as k on k.what = m.what and (m.tag is null or k.tag = m.tag)
join stretches as t on t.tenure = m.tenure and t.account = k.account and k.at between t.since and t.ends
where k.amount is not null
