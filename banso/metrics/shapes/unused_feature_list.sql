-- The features the contract entitles to without such an event in the window, by key: a text for each
-- time between one feature's coming in or going out and the next.
with kept as (
    select s.account, t.stretch, t.ends, s.feature, s.d, s.previous, s.next, t.since
    from pick_features as s
    join stretches as t on t.account = s.account and s.d between t.since and t.ends
    where s.pick = $pick and t.tenure = $tenure and s.d + $window > t.stretch
),
steps as (
    select account, stretch, feature, greatest(d, stretch) as come, 1 as step
    from kept
    where previous is null or previous < since or previous + $window <= greatest(d, stretch)
    union all
    select account, stretch, feature, d + $window as come, -1 as step
    from kept
    where d + $window <= ends and (next is null or next >= d + $window)
),
points as (
    select account, stretch, come from steps
    union
    select account, stretch, stretch as come from stretches where tenure = $tenure
),
times as (
    select account, stretch, come, lead(come) over (partition by account, stretch order by come) as until
    from points
),
used as (
    select p.account, p.stretch, p.come, s.feature
    from times as p
    join steps as s on s.account = p.account and s.stretch = p.stretch and s.come <= p.come
    group by p.account, p.stretch, p.come, s.feature
    having sum(s.step) > 0
),
wanted as (
    select t.account, t.stretch, f.feature
    from stretches as t join (select distinct feature from features) as f on t.entitlement is null
    where t.tenure = $tenure
    union all
    select t.account, t.stretch, e.feature
    from stretches as t join entitled as e on e.entitlement = t.entitlement
    where t.tenure = $tenure
),
lists as (
    select p.account, p.stretch, p.come, p.until, string_agg(w.feature, ', ' order by w.feature) as value
    from times as p
    join wanted as w on w.account = p.account and w.stretch = p.stretch
    left join used as u on u.account = p.account and u.stretch = p.stretch and u.come = p.come
        and u.feature = w.feature
    where u.feature is null
    group by p.account, p.stretch, p.come, p.until
)
select b.account, b.d, l.value
from asked as b
join lists as l on l.account = b.account and l.stretch = b.stretch and b.d >= l.come
    and (l.until is null or b.d < l.until)
where b.tenure = $tenure and greatest(b.d - $window + 1, b.zero) >= b.covered_from
