-- The day the last set-up step was first seen in this tenure.
select n, account, greatest(max(first_d), stretch) as at, max(first_d) as step
from (
    select m.n, m.names, h.account, t.stretch, h.name, min(h.d) as first_d
    from asks as m
    join hist_names as h on h.pick = m.pick
    join stretches as t on t.tenure = m.tenure and t.account = h.account and h.d between t.since and t.ends
    group by m.n, m.names, h.account, t.stretch, h.name
) as firsts
group by n, names, account, stretch
having count(*) = names
