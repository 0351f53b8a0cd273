-- The day the last set-up step was first seen in this tenure.
select account, greatest(max(first_d), stretch) as at, max(first_d) as step
from (
    select h.account, t.stretch, h.name, min(h.d) as first_d
    from hist_names as h
    join stretches as t on t.account = h.account and h.d between t.since and t.ends
    where h.pick = $pick and t.tenure = 'current'
    group by h.account, t.stretch, h.name
) as firsts
group by account, stretch
having count(*) = (select count(*) from picks where pick = $pick)
