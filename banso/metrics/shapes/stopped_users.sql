-- Users of the window before the last one who were not seen in the last: each comes in when the
-- window has passed a day of use, and goes out when seen again or after another window.
with stops as (
    select m.n, s.account, t.ends, greatest(s.d + m.size, t.stretch) as come,
        least(coalesce(s.next, s.d + 2 * m.size), s.d + 2 * m.size) as gone
    from asks as m
    join pick_users as s on s.pick = m.pick
    join stretches as t on t.tenure = m.tenure and t.account = s.account and s.d between t.since and t.ends
)
select n, account, come as at, 1 as step from stops where come < gone and come <= ends
union all
select n, account, gone as at, -1 as step from stops where come < gone and gone <= ends
