-- Users whose first event of the longer window lies in the shorter one.
select b.account, b.d,
    case when greatest(b.d - $window - $before + 1, b.zero) >= b.covered_from then count(u.account) end as value
from asked as b
left join (
    select b.account, b.d, e.source, e.user_key
    from asked as b
    join raw as e on e.account = b.account
        and e.d between greatest(b.since, b.d - $window - $before + 1) and b.d
    where b.tenure = $tenure and e.user_key is not null
        and e.name in (select name from picks where pick = $pick)
    group by b.account, b.d, e.source, e.user_key
    having min(e.d) > b.d - $window
) as u on u.account = b.account and u.d = b.d
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from
