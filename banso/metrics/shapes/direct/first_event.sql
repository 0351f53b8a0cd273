-- The first day of this tenure with such an event.
select b.account, b.d, case when b.zero >= b.covered_from then min(e.d) end as value
from asked as b
join raw as e on e.account = b.account and e.d between b.since and b.d
where b.tenure = $tenure and e.name in (select name from picks where pick = $pick)
group by b.account, b.d, b.zero, b.covered_from
