-- The features the contract entitles to without such an event in the window, by key.
with wanted as (
    select b.account, b.d, f.feature
    from asked as b join (select distinct feature from features) as f on b.entitlement is null
    where b.tenure = $tenure and greatest(b.d - $window + 1, b.zero) >= b.covered_from
    union all
    select b.account, b.d, e.feature
    from asked as b join entitled as e on e.entitlement = b.entitlement
    where b.tenure = $tenure and greatest(b.d - $window + 1, b.zero) >= b.covered_from
),
used as (
    select distinct b.account, b.d, f.feature
    from asked as b
    join raw as e on e.account = b.account
        and e.d between greatest(b.since, b.d - $window + 1) and b.d
        and e.name in (select name from picks where pick = $pick)
    join features as f on f.name = e.name
    where b.tenure = $tenure
)
select w.account, w.d, string_agg(w.feature, ', ' order by w.feature) as value
from wanted as w
left join used as u on u.account = w.account and u.d = w.d and u.feature = w.feature
where u.feature is null
group by w.account, w.d
