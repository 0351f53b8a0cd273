-- The amount of the last moment in this tenure; of two in one minute the greater one.
select n.account, n.d,
    case when greatest(n.at, n.zero) >= $since then cast(n.amount as double) / 1000 end as value
from (
    select b.account, b.d, b.zero, k.at as at, k.amount, row_number() over (
        partition by b.account, b.d order by k.at desc, k.minute desc, k.amount desc
    ) as place
    from asked as b
    join moments as k on k.account = b.account and k.at between b.since and b.d
    where b.tenure = 'current' and k.what = $what and ($tag is null or k.tag = $tag)
        and k.amount is not null
) as n
where n.place = 1
