-- The day of the last moment of one kind in this tenure, up to the day.
select k.account, greatest(k.at, t.stretch) as at, k.at as step
from moments as k
join stretches as t on t.account = k.account and k.at between t.since and t.ends
where t.tenure = 'current' and k.what = $what and ($tag is null or k.tag = $tag)
