-- Set-up steps of the catalogue not seen in this tenure yet.
select b.account, b.d, case when b.zero >= b.covered_from then (select count(*) from picks where pick = $pick) - count(distinct e.name) end as value
from asked as b
left join raw as e on e.account = b.account and e.d between b.since and b.d
    and e.name in (select name from picks where pick = $pick)
where b.tenure = 'current'
group by b.account, b.d, b.zero, b.covered_from
