-- The share of moments in the window with a mark, of those with any.
select k.account, greatest(k.at, t.stretch) as at, 1048576 * (case when k.mark = $mark then 1 else 0 end) + 1 as step
from moments as k
join stretches as t on t.account = k.account and k.at between t.since and t.ends
where t.tenure = 'current' and k.at + $window > t.stretch
    and k.what = $what and ($tag is null or k.tag = $tag) and k.mark is not null
union all
select k.account, k.at + $window as at, -1048576 * (case when k.mark = $mark then 1 else 0 end) - 1 as step
from moments as k
join stretches as t on t.account = k.account and k.at between t.since and t.ends
where t.tenure = 'current' and k.at + $window > t.stretch and k.at + $window <= t.ends
    and k.what = $what and ($tag is null or k.tag = $tag) and k.mark is not null
