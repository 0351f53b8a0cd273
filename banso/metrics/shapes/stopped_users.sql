-- Users of the window before the last one who were not seen in the last: each comes in when the
-- window has passed a day of use, and goes out when seen again or after another window.
with stops as (
    select s.account, t.ends, greatest(s.d + $window, t.stretch) as come,
        least(coalesce(s.next, s.d + 2 * $window), s.d + 2 * $window) as gone
    from pick_users as s
    join stretches as t on t.account = s.account and s.d between t.since and t.ends
    where s.pick = $pick and t.tenure = $tenure
)
select account, come as at, 1 as step from stops where come < gone and come <= ends
union all
select account, gone as at, -1 as step from stops where come < gone and gone <= ends
