-- Events of the window before the last one; both windows lie in the tenure and after day zero.
select b.account, b.d, count(e.account) as value
from asked as b
left join raw as e on e.account = b.account
    and e.d between b.d - 2 * $window + 1 and b.d - $window
    and e.name in (select name from picks where pick = $pick)
where b.tenure = $tenure and b.d - 2 * $window + 1 >= greatest(b.zero, b.since, b.covered_from)
    and b.covered_from is not null
group by b.account, b.d
