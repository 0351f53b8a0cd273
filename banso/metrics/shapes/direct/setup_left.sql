-- The set-up steps not seen in this tenure yet, by name.
select b.account, b.d, string_agg(k.name, ', ' order by k.name) as value
from asked as b
join picks as k on k.pick = $pick
left join (
    select distinct b.account, b.d, e.name
    from asked as b join raw as e on e.account = b.account and e.d between b.since and b.d
    where b.tenure = 'current'
) as seen on seen.account = b.account and seen.d = b.d and seen.name = k.name
where b.tenure = 'current' and b.zero >= b.covered_from and seen.name is null
group by b.account, b.d
