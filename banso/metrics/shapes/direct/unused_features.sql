-- Features the contract entitles to without such an event in the window.
select b.account, b.d,
    case when greatest(b.d - $window + 1, b.zero) >= b.covered_from then nullif(b.entitled_to, 0)
        - count(distinct case when b.entitlement is null or t.feature is not null then f.feature end)
        end as value
from asked as b
left join raw as e on e.account = b.account
    and e.d between greatest(b.since, b.d - $window + 1) and b.d
    and e.name in (select name from picks where pick = $pick)
left join features as f on f.name = e.name
left join entitled as t on t.entitlement = b.entitlement and t.feature = f.feature
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from, b.entitled_to
