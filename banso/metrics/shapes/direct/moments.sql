-- Moments of one kind in the window, in this tenure.
select b.account, b.d, case when greatest(b.d - $window + 1, b.zero) >= $since
    then count(k.account) end as value
from asked as b
left join moments as k on k.account = b.account
    and k.at between greatest(b.since, b.d - $window + 1) and b.d
    and k.what = $what and ($tag is null or k.tag = $tag)
where b.tenure = 'current'
group by b.account, b.d, b.zero
