-- Sessions in the window: events of a user on a day with no earlier one in the half hour before.
select b.account, b.d,
    case when greatest(b.d - $window + 1, b.zero) >= b.covered_from then count(g.account) end as value
from asked as b
left join gaps as g on g.account = b.account
    and g.d between greatest(b.since, b.d - $window + 1) and b.d and g.begins
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from
