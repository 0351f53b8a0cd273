-- The newest day on which a step was seen for the first time in this tenure.
select account, d, max(first_d) as value
from (
    select b.account, b.d, e.name, min(e.d) as first_d
    from asked as b
    join raw as e on e.account = b.account and e.d between b.since and b.d
    where b.tenure = 'current' and b.zero >= b.covered_from
        and e.name in (select name from picks where pick = $pick)
    group by b.account, b.d, e.name
) as firsts
group by account, d
