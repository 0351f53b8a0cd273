-- Days since the last moment of one kind in this tenure; the days since then must be covered.
select b.account, b.d, case when greatest(max(k.at), b.zero) >= $since then b.d - max(k.at) end as value
from asked as b
join moments as k on k.account = b.account and k.at between b.since and b.d
where b.tenure = 'current' and k.what = $what and ($tag is null or k.tag = $tag)
group by b.account, b.d, b.zero
