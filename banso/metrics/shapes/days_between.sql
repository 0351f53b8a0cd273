-- Days from one day with such an event to the next, both in the window: 512 times the sum of the
-- days, and one for each, in one number. A pair comes in on its second day and goes out when the
-- window has passed its first.
with pairs as (
    select d.account, t.ends, greatest(d.d, t.stretch) as come, d.previous + $window as gone,
        512 * (d.d - d.previous) + 1 as step
    from (
        select account, d, lag(d) over (partition by account order by d) as previous
        from pick_days where pick = $pick
    ) as d
    join stretches as t on t.account = d.account and d.d between t.since and t.ends
    where t.tenure = $tenure and d.previous >= t.since
)
select account, come as at, step from pairs where come < gone
union all
select account, gone as at, -step as step from pairs where come < gone and gone <= ends
