-- Champions on the day with such an event in the window. Before roles are known at all, their number is
-- not zero but unknown.
select b.account, b.d,
    case when b.roles_from <= b.d and greatest(b.d - $window + 1, b.zero) >= b.covered_from
        then count(distinct r.contact) end as value
from asked as b
left join raw as e on e.account = b.account
    and e.d between greatest(b.since, b.d - $window + 1) and b.d
    and e.name in (select name from picks where pick = $pick)
left join champion_users as u on u.account = e.account and u.source = e.source and u.user_key = e.user_key
left join champion_roles as r on r.account = u.account and r.contact = u.contact
    and b.d >= r.from_d and b.d < r.to_d
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from, b.roles_from
