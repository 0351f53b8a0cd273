-- The share of moments in the window with a mark, of those with any.
select b.account, b.d, case when greatest(b.d - $window + 1, b.zero) >= $since
    then cast(count(case when k.mark = $mark then 1 end) as double) / nullif(count(k.account), 0) end as value
from asked as b
left join moments as k on k.account = b.account
    and k.at between greatest(b.since, b.d - $window + 1) and b.d
    and k.what = $what and ($tag is null or k.tag = $tag) and k.mark is not null
where b.tenure = 'current'
group by b.account, b.d, b.zero
