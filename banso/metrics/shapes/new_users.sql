-- Users whose first event of the longer window lies in the shorter one: each comes in on a day of use
-- that follows on none for long enough, and goes out when the shorter window has passed it.
with starts as (
    select m.n, s.account, t.ends, s.d + m.size as gone,
        greatest(s.d, t.stretch,
            case when s.previous >= t.since then s.previous + m.size + m.earlier else s.d end) as come
    from asks as m
    join pick_users as s on s.pick = m.pick
    join stretches as t on t.tenure = m.tenure and t.account = s.account and s.d between t.since and t.ends
)
select n, account, come as at, 1 as step from starts where come < gone and come <= ends
union all
select n, account, gone as at, -1 as step from starts where come < gone and gone <= ends
