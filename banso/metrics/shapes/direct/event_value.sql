-- Sum of the values that events in the window carry, exact to millionths; those without add nothing.
select b.account, b.d,
    case when greatest(b.d - $window + 1, b.zero) >= b.covered_from
        then cast(coalesce(sum(try_cast(try_cast(e.value as decimal(28, 6)) * 1000000 as bigint)), 0) as double)
            / 1000000 end as value
from asked as b
left join raw as e on e.account = b.account
    and e.d between greatest(b.since, b.d - $window + 1) and b.d
    and e.name in (select name from picks where pick = $pick)
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from
