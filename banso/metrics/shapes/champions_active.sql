-- Champions with such an event in the window. Each day of use counts until the window has passed it or the
-- next one takes over, and only while the person holds the role.
select m.n, s.account, greatest(s.d, t.stretch, r.from_d) as at, 1 as step
from asks as m
join pick_champions as s on s.pick = m.pick
join champion_roles as r on r.account = s.account and r.contact = s.contact
join stretches as t on t.tenure = m.tenure and t.account = s.account and s.d between t.since and t.ends
where greatest(s.d, t.stretch, r.from_d) < least(s.d + m.size, coalesce(s.next, s.d + m.size), r.to_d)
    and greatest(s.d, t.stretch, r.from_d) <= t.ends
union all
select m.n, s.account, least(s.d + m.size, coalesce(s.next, s.d + m.size), r.to_d) as at, -1 as step
from asks as m
join pick_champions as s on s.pick = m.pick
join champion_roles as r on r.account = s.account and r.contact = s.contact
join stretches as t on t.tenure = m.tenure and t.account = s.account and s.d between t.since and t.ends
where greatest(s.d, t.stretch, r.from_d) < least(s.d + m.size, coalesce(s.next, s.d + m.size), r.to_d)
    and least(s.d + m.size, coalesce(s.next, s.d + m.size), r.to_d) <= t.ends
