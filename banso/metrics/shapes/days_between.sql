-- Days from one day with such an event to the next, both in the window: 512 times the sum of the
-- days, and one for each, in one number. A pair comes in on its second day and goes out when the
-- window has passed its first.
with pairs as (
    select d.n, d.account, t.ends, greatest(d.d, t.stretch) as come, d.previous + d.size as gone,
        512 * (d.d - d.previous) + 1 as step
    from (
        select m.n, m.size, m.tenure, p.account, p.d,
            lag(p.d) over (partition by m.n, p.account order by p.d) as previous
        from asks as m
        join pick_days as p on p.pick = m.pick
    ) as d
    join stretches as t on t.tenure = d.tenure and t.account = d.account and d.d between t.since and t.ends
    where d.previous >= t.since
)
select n, account, come as at, step from pairs where come < gone
union all
select n, account, gone as at, -step as step from pairs where come < gone and gone <= ends
