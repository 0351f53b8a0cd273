-- The last moment with an amount in this tenure, up to the day: day, minute and amount in one number.
select k.account, greatest(k.at, t.stretch) as at,
    (cast(k.at as bigint) * 1440 + k.minute) * 16777216 + k.amount as step
from moments as k
join stretches as t on t.account = k.account and k.at between t.since and t.ends
where t.tenure = 'current' and k.what = $what and ($tag is null or k.tag = $tag)
    and k.amount is not null
