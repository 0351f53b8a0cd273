-- The features the contract entitles to without such an event in the window, by key, on one day.
with wanted as (
    select t.account, f.feature
    from stretches as t join (select distinct feature from features) as f on t.entitlement is null
    where t.tenure = $tenure
    union all
    select t.account, e.feature
    from stretches as t join entitled as e on e.entitlement = t.entitlement
    where t.tenure = $tenure
),
lists as (
    select w.account, string_agg(w.feature, ', ' order by w.feature) as value
    from wanted as w
    left join last_features as u on u.pick = $pick and u.tenure = $tenure and u.account = w.account
        and u.feature = w.feature and u.last > $last - $window
    where u.account is null
    group by w.account
)
select b.account, b.d, l.value
from asked as b join lists as l on l.account = b.account
where b.tenure = $tenure and greatest(b.d - $window + 1, b.zero) >= b.covered_from
