-- Distinct set-up steps seen in this tenure, as a share of the catalogue's.
select b.account, b.d,
    case when b.zero >= b.covered_from then cast(count(distinct e.name) as double)
        / (select count(*) from picks where pick = $pick) end as value
from asked as b
left join raw as e on e.account = b.account and e.d between b.since and b.d
    and e.name in (select name from picks where pick = $pick)
where b.tenure = 'current'
group by b.account, b.d, b.zero, b.covered_from
