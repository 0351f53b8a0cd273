-- Distinct users of the window before the last one: one comes in and goes out a window later than
-- in the number of the last window.
select m.n, s.account, greatest(s.d + m.size, t.stretch) as at, 1 as step
from asks as m
join pick_users as s on s.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = s.account and s.d between t.since and t.ends
where s.d + m.size <= t.ends and s.d + 2 * m.size > t.stretch
    and (s.previous is null or s.previous < t.since
        or s.previous + 2 * m.size <= greatest(s.d + m.size, t.stretch))
union all
select m.n, s.account, s.d + 2 * m.size as at, -1 as step
from asks as m
join pick_users as s on s.pick = m.pick
join stretches as t on t.tenure = m.tenure and t.account = s.account and s.d between t.since and t.ends
where s.d + 2 * m.size > t.stretch
    and s.d + 2 * m.size <= t.ends and (s.next is null or s.next >= s.d + m.size)
