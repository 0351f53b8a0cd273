-- Users whose first event of the longer window lies in the shorter one: each comes in on a day of use
-- that follows on none for long enough, and goes out when the shorter window has passed it.
with starts as (
    select s.account, t.ends, s.d + $window as gone,
        greatest(s.d, t.stretch,
            case when s.previous >= t.since then s.previous + $window + $before else s.d end) as come
    from pick_users as s
    join stretches as t on t.account = s.account and s.d between t.since and t.ends
    where s.pick = $pick and t.tenure = $tenure
)
select account, come as at, 1 as step from starts where come < gone and come <= ends
union all
select account, gone as at, -1 as step from starts where come < gone and gone <= ends
