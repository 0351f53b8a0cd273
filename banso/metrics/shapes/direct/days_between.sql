-- Mean days between the days with such an event in the window.
select b.account, b.d,
    case when greatest(b.d - $window + 1, b.zero) >= b.covered_from and count(distinct e.d) > 1
        then cast(max(e.d) - min(e.d) as double) / (count(distinct e.d) - 1) end as value
from asked as b
join raw as e on e.account = b.account
    and e.d between greatest(b.since, b.d - $window + 1) and b.d
    and e.name in (select name from picks where pick = $pick)
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from
