-- Distinct days with such an event in the window.
select b.account, b.d,
    case when greatest(b.d - $window + 1, b.zero) >= b.covered_from then count(distinct e.d) end as value
from asked as b
left join raw as e on e.account = b.account
    and e.d between greatest(b.since, b.d - $window + 1) and b.d
    and e.name in (select name from picks where pick = $pick)
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from
