-- The mean amount of moments in the window: 1048576 times their sum, and one for each.
select k.account, greatest(k.at, t.stretch) as at, 1048576 * k.amount + 1 as step
from moments as k
join stretches as t on t.account = k.account and k.at between t.since and t.ends
where t.tenure = 'current' and k.at + $window > t.stretch
    and k.what = $what and ($tag is null or k.tag = $tag) and k.amount is not null
union all
select k.account, k.at + $window as at, -1048576 * k.amount - 1 as step
from moments as k
join stretches as t on t.account = k.account and k.at between t.since and t.ends
where t.tenure = 'current' and k.at + $window > t.stretch and k.at + $window <= t.ends
    and k.what = $what and ($tag is null or k.tag = $tag) and k.amount is not null
