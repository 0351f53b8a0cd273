-- Distinct departments of the users with such an event in the window.
-- Where no user's department is known, their number is not zero but unknown.
select b.account, b.d,
    case when b.departments and greatest(b.d - $window + 1, b.zero) >= b.covered_from
        then count(distinct u.department) end as value
from asked as b
left join raw as e on e.account = b.account
    and e.d between greatest(b.since, b.d - $window + 1) and b.d
    and e.name in (select name from picks where pick = $pick)
left join users as u on u.account = e.account and u.source = e.source and u.user_key = e.user_key
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from, b.departments
